FROM debian:12
RUN set -eux; \
    wget -O a.tgz https://example.org/a.tgz; \
    tar -xf a.tgz; \
    rm -f a.tgz; \
    echo done
