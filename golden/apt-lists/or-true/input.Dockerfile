FROM debian:12
RUN apt-get update || true; apt-get install -y curl || exit 1
