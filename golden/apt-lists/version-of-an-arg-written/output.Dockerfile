FROM debian:12
ARG VERSION
RUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*
RUN echo $VERSION > /etc/version
