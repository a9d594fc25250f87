FROM debian:12
RUN apt-get update && apt-get install -y curl
ENV PRE='apt-get install -y make'
CMD sh -c "$PRE && app"
