FROM debian:12
RUN apt-get update && apt-get install -y curl && cd /var/lib && rm -rf dpkg-old; rm -rf apt /var/lib/apt/lists/*
