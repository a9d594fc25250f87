FROM registry.example/base:1
RUN wget -q https://example.org/tool.zip -O /tmp/tool.zip \
    && unzip -q /tmp/tool.zip -d /opt \
    && rm -f /tmp/tool.zip
