FROM debian:12
RUN set -ex; make one
RUN set -ex; make two
