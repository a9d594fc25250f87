FROM debian:12
RUN ( set -f; apt-get update; apt-get install -y curl ) && \
    rm -rf /var/lib/apt/lists/*
COPY app /app
