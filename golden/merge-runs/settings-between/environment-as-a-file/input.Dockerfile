FROM debian:12
WORKDIR /opt
RUN cp /proc/self/environ /opt/env && curl -fo tool.tgz https://example.com/tool.tgz
ENV TOOL_HOME=/opt/tool
RUN rm tool.tgz
