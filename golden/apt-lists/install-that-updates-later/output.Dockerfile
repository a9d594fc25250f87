FROM ubuntu:24.04
RUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*
RUN apt-get install --update -y wget && rm -rf /var/lib/apt/lists/*
