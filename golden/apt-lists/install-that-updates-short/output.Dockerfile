FROM ubuntu:24.04
RUN apt install -yU curl && rm -rf /var/lib/apt/lists/*
