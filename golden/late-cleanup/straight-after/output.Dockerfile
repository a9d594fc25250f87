FROM debian:12
RUN apt-get update && apt-get install -y curl && \
    # tidy
    rm -rf /var/lib/apt/lists/*
