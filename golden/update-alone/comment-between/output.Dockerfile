FROM debian:12
# tools
RUN apt-get update && \
    apt-get install -y curl
