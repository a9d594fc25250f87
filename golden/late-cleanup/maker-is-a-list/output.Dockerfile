FROM debian:12
WORKDIR /
RUN apt-get update; apt-get install -y curl || true && \
    rm -rf /var/lib/apt/lists/*
COPY app /app
