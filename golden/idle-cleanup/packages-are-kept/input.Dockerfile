FROM debian:12
RUN rm -f /etc/apt/apt.conf.d/docker-clean
RUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*
USER root
RUN apt-get clean
