FROM debian:12
WORKDIR /
RUN curl -fLo /tmp/tool.tgz https://example.com/tool.tgz
RUN tar -xz -f /tmp/tool.tgz -C /opt || tar -x -f /tmp/tool.tgz -C /opt
