FROM ubuntu:24.04
RUN apt-get install --update -y curl
