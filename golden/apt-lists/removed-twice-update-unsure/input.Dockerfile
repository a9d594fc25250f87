FROM debian:12
RUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/* && \
    { test -e /srv/more && apt-get update; apt-get install -y git || echo none; } && \
    rm -rf /var/lib/apt/lists/*
