FROM debian:12
RUN ( command -v tool; curl -o /usr/local/bin/tool https://example.com/tool && chmod +x /usr/local/bin/tool ) && \
    tool
