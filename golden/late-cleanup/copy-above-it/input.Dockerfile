FROM debian:12
WORKDIR /
RUN apt-get update && apt-get install -y curl
COPY rootfs /
RUN rm -rf /var/lib/apt/lists/*
