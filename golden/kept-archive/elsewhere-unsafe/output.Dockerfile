FROM debian:12
RUN curl -o /opt/tool.tgz https://example.org/tool.tgz && tar xf /opt/tool.tgz -C /opt && rm -f /opt/tool.tgz
