FROM registry.example/base:1
RUN curl -o jdk.tgz https://example.org/jdk.tgz && tar xf jdk.tgz && mv jdk-14 /opt/jdk
