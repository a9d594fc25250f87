FROM debian:12
RUN apt-get update && apt-get install -y curl && make || rm -rf /tmp/* && rm -rf /var/lib/apt/lists/*
