FROM debian:12
WORKDIR /opt

ENV TOOL_HOME=/opt/tool
# the tool
RUN wget -q https://example.com/tool.bin && \
    mv tool.bin /usr/bin/tool
