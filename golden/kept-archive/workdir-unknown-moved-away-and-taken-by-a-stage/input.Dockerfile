FROM registry.example/base:1 AS a
RUN curl -o jdk.tgz https://example.org/jdk.tgz && tar xf jdk.tgz && mv jdk-14 /opt/jdk
FROM registry.example/base:1
COPY --from=a /opt /opt
