FROM debian:12
WORKDIR /opt
ARG A=1
ENV TOOL_HOME=/opt/tool$A \
  B=2
RUN wget -q https://example.com/tool.bin && \
    mv tool.bin /usr/bin/tool
