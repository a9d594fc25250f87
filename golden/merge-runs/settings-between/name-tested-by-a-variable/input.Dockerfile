FROM debian:12
WORKDIR /opt
SHELL ["/bin/bash", "-c"]
RUN name=$(cat /etc/name); test -v "$name" && curl -fo tool.tgz https://example.com/tool.tgz
ENV TOOL_HOME=/opt/tool
RUN rm tool.tgz
