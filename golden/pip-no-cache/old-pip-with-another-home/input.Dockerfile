FROM ubuntu:18.04
RUN HOME=/x pip install a
