FROM ubuntu:20.04
RUN apt-get update && \
    apt-get install -y software-properties-common && \
    add-apt-repository ppa:x/y && \
    apt-get install -y a && \
    rm -rf /var/lib/apt/lists/*
