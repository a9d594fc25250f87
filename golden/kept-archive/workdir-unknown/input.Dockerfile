FROM registry.example/base:1
RUN curl -o tool.tgz https://example.org/tool.tgz && tar xf tool.tgz -C /opt
