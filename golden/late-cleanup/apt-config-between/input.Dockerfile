FROM debian:12
RUN apt-get update && apt-get install -y curl
ENV APT_CONFIG=/etc/other
RUN rm -rf /var/lib/apt/lists/*
