FROM debian:12
WORKDIR /opt
RUN curl -K /opt/curl.conf && curl -fo tool.tgz https://example.com/tool.tgz
ENV TOOL_HOME=/opt/tool
RUN rm tool.tgz
