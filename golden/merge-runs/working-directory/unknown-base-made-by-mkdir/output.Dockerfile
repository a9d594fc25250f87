FROM ghcr.io/me/base
RUN mkdir /tmp/work && touch /tmp/work/a && rm -rf /tmp/work && \
    pwd
