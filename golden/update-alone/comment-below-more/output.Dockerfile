FROM debian:12
# lists
RUN echo deb http://x y z > /etc/apt/sources.list
# tools
RUN apt-get update && \
    apt-get install -y curl
