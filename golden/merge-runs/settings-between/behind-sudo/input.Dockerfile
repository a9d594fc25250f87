FROM debian:12
WORKDIR /opt
RUN sudo tar -xf /opt/a.tar && curl -fo tool.tgz https://example.com/tool.tgz
ENV TOOL_HOME=/opt/tool
RUN rm tool.tgz
