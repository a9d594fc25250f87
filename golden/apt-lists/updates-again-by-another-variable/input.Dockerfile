FROM debian:12
RUN http_proxy=$A apt-get update && http_proxy=$B apt-get update && apt-get install -y a && rm -rf /var/lib/apt/lists/*
