FROM debian:12
SHELL ["/bin/bash", "-c"]
RUN env > /run/environment
RUN mkdir -p /run/app
