FROM debian:12
WORKDIR /opt
RUN wget -q https://example.com/tool.bin && ldconfig
ENV TOOL_HOME=/opt/tool
RUN mv tool.bin /usr/bin/tool
