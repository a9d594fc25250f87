FROM debian:12
WORKDIR /opt
RUN wget --use-askpass=/opt/ask https://example.com/b && curl -fo tool.tgz https://example.com/tool.tgz
ENV TOOL_HOME=/opt/tool
RUN rm tool.tgz
