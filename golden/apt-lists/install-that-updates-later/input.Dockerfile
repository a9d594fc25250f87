FROM ubuntu:24.04
RUN apt-get update && apt-get install -y curl
RUN apt-get install --update -y wget
