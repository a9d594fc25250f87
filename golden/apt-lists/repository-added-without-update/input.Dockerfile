FROM ubuntu:24.04
RUN apt-get update && apt-get install -y software-properties-common && rm -rf /var/lib/apt/lists/*
RUN add-apt-repository -n -y ppa:deadsnakes/ppa
RUN add-apt-repository --no-update ppa:x/y
RUN add-apt-repository --list
