FROM debian:12
RUN apt-get update
RUN set -e; apt-get update || true; apt-get install -y a
