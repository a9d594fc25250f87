FROM debian:12
RUN apt-get update && apt-get install -y curl
ENV A=1
ARG B=2
WORKDIR /app
RUN rm -rf /var/lib/apt/lists/*
