FROM debian:12
RUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/* && \
    curl -fsSL https://example.org/setup.sh | bash - && \
    apt-get install -y nodejs && \
    rm -rf /var/lib/apt/lists/*
