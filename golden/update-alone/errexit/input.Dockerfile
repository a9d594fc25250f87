FROM debian:12
RUN set -e; apt-get update
RUN set -e; apt-get install -y curl; rm -rf /var/lib/apt/lists/*
