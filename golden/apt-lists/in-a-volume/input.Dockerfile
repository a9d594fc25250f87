FROM debian:12
VOLUME /var/lib/apt
RUN apt-get update && apt-get install -y curl
