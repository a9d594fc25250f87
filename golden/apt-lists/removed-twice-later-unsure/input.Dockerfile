FROM debian:12
RUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/* && apt-get update && \
    apt-get install -y git && { test -e /srv/more && rm -rf /var/lib/apt/lists/* || true; }
