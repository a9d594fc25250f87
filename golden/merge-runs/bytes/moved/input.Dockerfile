FROM debian:12
WORKDIR /
RUN curl -fL https://example.com/tool.tgz | tar -xz -C /opt
RUN mv /opt/tool-1.2 /opt/tool
