FROM ubuntu:24.04
RUN apt install -yU curl
