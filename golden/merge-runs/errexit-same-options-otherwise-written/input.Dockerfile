FROM debian:12
RUN set -ex; make one; make two
RUN set -o xtrace -e; make three; make four
