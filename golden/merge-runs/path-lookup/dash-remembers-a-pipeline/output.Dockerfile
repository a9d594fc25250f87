FROM debian:12
COPY sed /opt/sed
RUN ( sed --version | head -1 > /v1 && install -m 755 /opt/sed /usr/local/bin/sed ) && \
    sed --version > /v2
