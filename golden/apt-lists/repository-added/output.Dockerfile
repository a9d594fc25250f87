FROM ubuntu:24.04
RUN apt-get update && apt-get install -y software-properties-common && rm -rf /var/lib/apt/lists/*
RUN add-apt-repository -y ppa:deadsnakes/ppa && rm -rf /var/lib/apt/lists/*
RUN apt-get update && apt-get install -y python3.12 && rm -rf /var/lib/apt/lists/*
