FROM debian:12
RUN set -ef; apt-get update; apt-get install -y curl
