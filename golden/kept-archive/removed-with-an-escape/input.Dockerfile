FROM debian:12
RUN curl -o /opt/tool.tgz https://example.org/tool.tgz && tar xf /opt/tool.tgz && rm -f /opt/t\ool.tgz
