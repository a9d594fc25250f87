FROM ubuntu:24.04
RUN . /opt/own/setup.sh && apt-get update && apt-get install -y curl
