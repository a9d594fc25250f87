FROM debian:12
RUN apt-get update && apt-get install -y a && \
    # and b
    apt-get install -y b && \
    rm -rf /var/lib/apt/lists/*
