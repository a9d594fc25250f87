FROM debian:12
WORKDIR /tmp
RUN set -e +e; curl -O https://example.org/a.tgz; tar xzf a.tgz; make
