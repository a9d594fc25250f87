FROM debian:12
WORKDIR /opt
RUN --mount=type=cache,target=/c/$TOOL_HOME wget -q https://example.com/tool.bin
ENV TOOL_HOME=/opt/tool
RUN --mount=type=cache,target=/c/$TOOL_HOME mv tool.bin /usr/bin/tool
