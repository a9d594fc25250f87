FROM debian:12
# lists
# tools
RUN apt-get update && \
    apt-get install -y curl
