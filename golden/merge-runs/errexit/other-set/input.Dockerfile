FROM debian:12
RUN set -ex; make one
RUN set -eu; make two; make three
