FROM debian:12
WORKDIR /
RUN apt-get update; apt-get install -y curl || true
COPY app /app
RUN rm -rf /var/lib/apt/lists/*
