FROM debian:12
RUN curl -fLo /tmp/tool.tgz https://example.com/tool.tgz
RUN if [ -d /opt ]; then tar -xz -f /tmp/tool.tgz -C /opt; fi
