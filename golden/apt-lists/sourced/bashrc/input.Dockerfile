FROM ubuntu:24.04
RUN . ~/.bashrc && apt-get update && apt-get install -y curl
