FROM debian:12
RUN apt-get update && \
    { set -e; apt-get update && echo a; apt-get install -y b; }
