FROM debian:12
RUN ( cd /tmp && curl -fO https://example.com/tool.tgz ) && \
    { make two || rm /tmp/tool.tgz; }
