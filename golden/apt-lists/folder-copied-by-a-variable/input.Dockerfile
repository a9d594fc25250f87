FROM debian:12
RUN apt-get update && apt-get install -y curl
RUN from=/var && cp -a $from /srv/copy
