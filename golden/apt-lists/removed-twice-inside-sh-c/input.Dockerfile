FROM debian:12
RUN apt-get update && \
    sh -c 'rm -rf /var/lib/apt/lists/* && cp /srv/more.list /etc/apt/sources.list.d && apt-get update' && \
    apt-get install -y curl && \
    rm -rf /var/lib/apt/lists/*
