FROM debian:12
RUN apt-get update && \
    { set -e; apt-get update || true; apt-get install -y a; }
