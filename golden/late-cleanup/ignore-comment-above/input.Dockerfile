FROM debian:12
RUN apt-get update && apt-get install -y curl
COPY app /app
# hadolint ignore=DL3009
RUN rm -rf /var/lib/apt/lists/*
