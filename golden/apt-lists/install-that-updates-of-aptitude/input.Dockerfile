FROM ubuntu:24.04
RUN aptitude install -U -y curl
