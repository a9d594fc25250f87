FROM debian:12
RUN cd /tmp && \
    curl -fsSLO https://example.org/tool-1.0.tar.gz && \
    echo "0123  tool-1.0.tar.gz" | sha256sum -c && \
    tar -xzf tool-1.0.tar.gz -C /opt && \
    rm -f tool-1.0.tar.gz && \
    /opt/tool/setup
