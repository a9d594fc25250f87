FROM debian:12
WORKDIR /opt
RUN wget -q https://example.com/tool.bin
ENV PATH=/opt/tool:$PATH
RUN mv tool.bin /usr/bin/tool
