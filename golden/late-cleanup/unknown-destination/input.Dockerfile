FROM debian:12
ARG D
RUN apt-get update && apt-get install -y curl
COPY x $D
RUN rm -rf /var/lib/apt/lists/*
