FROM debian:12
RUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*
USER root
# clean up
RUN apt-get clean && rm -rf /var/lib/apt/lists/*
