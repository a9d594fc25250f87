FROM ubuntu:20.04
RUN apt-get update && \
    apt-get install -y software-properties-common && \
    rm -rf /var/lib/apt/lists/* && \
    { add-apt-repository ppa:x/y || true; } && \
    apt-get install -y a && \
    rm -rf /var/lib/apt/lists/*
