FROM debian:12
RUN apt-get update && apt-get install -y curl && curl -s https://x.example/setup | bash - && apt-get update && apt-get install -y git && rm -rf /var/lib/apt/lists/*
