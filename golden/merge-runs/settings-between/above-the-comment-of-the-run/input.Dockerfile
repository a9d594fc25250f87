FROM debian:12
WORKDIR /opt

# the tool
RUN wget -q https://example.com/tool.bin
ENV TOOL_HOME=/opt/tool
RUN mv tool.bin /usr/bin/tool
