FROM debian:12
RUN set -e; wget https://example.org/a.tgz && tar xf a.tgz; echo done
