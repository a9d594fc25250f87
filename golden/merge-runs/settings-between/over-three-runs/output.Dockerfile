FROM debian:12
WORKDIR /opt
ENV TOOL_HOME=/opt/tool
RUN wget -q https://example.com/tool.bin && \
    chmod 755 /opt && \
    ls /opt && \
    mv tool.bin /usr/bin/tool
