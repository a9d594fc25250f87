FROM debian:12
RUN set -e; \
    apt-get update; \
    apt-get install -y curl; \
    if [ -e /x ]; then a && b; fi
