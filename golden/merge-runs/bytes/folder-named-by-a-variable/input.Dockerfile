FROM debian:12
ARG V
RUN apt-get update && apt-get install -y a && rm -rf /var/lib/apt/lists/*
RUN cd /tool-${V} && chmod +x tool
