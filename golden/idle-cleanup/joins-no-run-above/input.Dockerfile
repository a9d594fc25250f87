FROM debian:12
RUN apt-get update && apt-get install -y curl
USER root
RUN ldconfig
RUN rm -rf /var/lib/apt/lists/*
