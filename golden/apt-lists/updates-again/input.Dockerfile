FROM debian:12
RUN apt-get update && apt-get install -y curl && \
# what the scripts call
    apt-get update -q && apt-get install -y \
        git \
        jq && \
    rm -rf /var/lib/apt/lists/*
