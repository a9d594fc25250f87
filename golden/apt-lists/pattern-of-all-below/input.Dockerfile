FROM debian:12
SHELL ["/bin/bash", "-c"]
RUN apt-get update && apt-get install -y curl
RUN shopt -s globstar; echo /var/** > /listing
