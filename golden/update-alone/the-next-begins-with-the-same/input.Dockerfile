FROM debian:12
RUN apt-get update
RUN apt update -q && apt upgrade -y && rm -rf /var/lib/apt/lists/*
