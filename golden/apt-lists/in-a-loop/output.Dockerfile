FROM debian:12
RUN for p in curl git; do apt-get update && apt-get install -y $p; done && rm -rf /var/lib/apt/lists/*
