FROM debian:12
RUN set -e; ( set -ex; make one ); \
    ( set -eu; make two; make three )
