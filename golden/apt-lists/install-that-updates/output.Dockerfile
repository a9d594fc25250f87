FROM ubuntu:24.04
RUN apt-get install --update -y curl && rm -rf /var/lib/apt/lists/*
