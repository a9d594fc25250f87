FROM debian:12
RUN set -e; ( set -e; make one; make two && make three ); \
    ( set -e; make four; make five )
