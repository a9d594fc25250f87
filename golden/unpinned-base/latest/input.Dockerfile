FROM docker.io/library/debian:latest
RUN true
