FROM debian:12
RUN apt-get update && apt-get install -y curl
RUN jar cf /x.jar -C /opt . /var/lib
