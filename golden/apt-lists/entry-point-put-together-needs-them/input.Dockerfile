FROM debian:12
RUN apt-get update && apt-get install -y curl
COPY a b /
RUN cat /a /b > /run.sh
CMD sh /run.sh
