FROM debian:12
WORKDIR /opt
RUN tar -I /usr/lib/unpack -xf /opt/a.tar && curl -fo tool.tgz https://example.com/tool.tgz
ENV TOOL_HOME=/opt/tool
RUN rm tool.tgz
