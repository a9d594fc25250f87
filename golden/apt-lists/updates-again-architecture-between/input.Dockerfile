FROM debian:12
RUN apt-get update && apt-get install -y curl && dpkg --add-architecture i386 && apt-get update && apt-get install -y git && rm -rf /var/lib/apt/lists/*
