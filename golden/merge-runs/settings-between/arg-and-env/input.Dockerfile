FROM debian:12
WORKDIR /opt
RUN wget -q https://example.com/tool.bin
ARG A=1
ENV TOOL_HOME=/opt/tool$A \
  B=2

RUN mv tool.bin /usr/bin/tool
