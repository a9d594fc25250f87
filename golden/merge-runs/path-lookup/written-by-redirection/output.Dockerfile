FROM debian:12
RUN ( tool --version; curl https://example.com/tool > /usr/local/bin/tool ) && \
    tool
