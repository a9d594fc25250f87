FROM debian:12
RUN eatmydata apt-get update && eatmydata apt-get install -y curl && rm -rf /var/lib/apt/lists/*
