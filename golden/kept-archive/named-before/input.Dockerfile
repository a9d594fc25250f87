FROM debian:12
COPY a.tgz /
RUN test -f a.tgz || true; wget https://example.org/a.tgz && tar xf a.tgz
