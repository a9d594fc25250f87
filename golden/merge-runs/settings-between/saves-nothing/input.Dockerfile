FROM debian:12
WORKDIR /opt
RUN mkdir /a
ENV TOOL_HOME=/opt/tool
RUN mkdir /b
