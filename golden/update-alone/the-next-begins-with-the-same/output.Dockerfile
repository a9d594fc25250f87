FROM debian:12
RUN apt update -q && apt upgrade -y && rm -rf /var/lib/apt/lists/*
