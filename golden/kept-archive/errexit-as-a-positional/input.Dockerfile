FROM debian:12
WORKDIR /tmp
RUN set -x target -e; curl -O https://example.org/a.tgz; tar xzf a.tgz; make
