FROM debian:12
WORKDIR /opt
SHELL ["/bin/bash", "-c"]
RUN x=TOOL_; x=${x}HO; echo "${!x}" && curl -fo tool.tgz https://example.com/tool.tgz
ENV TOOL_HOME=/opt/tool
RUN rm tool.tgz
