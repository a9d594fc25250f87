FROM debian:12
WORKDIR /tmp
RUN trap 'set -e' USR1; curl -O https://example.org/a.tgz; tar xzf a.tgz; make
