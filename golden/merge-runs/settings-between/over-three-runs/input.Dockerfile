FROM debian:12
WORKDIR /opt
RUN wget -q https://example.com/tool.bin
RUN chmod 755 /opt
RUN ls /opt
ENV TOOL_HOME=/opt/tool
RUN mv tool.bin /usr/bin/tool
