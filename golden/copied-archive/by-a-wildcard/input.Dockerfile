FROM alpine:3.20
COPY bundle/runtime-*.tar.gz /tmp/
RUN tar -xzf /tmp/runtime-*.tar.gz -C /opt && rm /tmp/runtime-*.tar.gz
