FROM debian:12
RUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*
USER a
RUN sudo true
USER b
RUN sudo rm -rf /var/lib/apt/lists/*
