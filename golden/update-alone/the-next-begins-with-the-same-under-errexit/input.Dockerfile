FROM debian:12
RUN apt-get update
RUN set -ex; apt update; apt-get install -y a; rm -rf /var/lib/apt/lists/*
