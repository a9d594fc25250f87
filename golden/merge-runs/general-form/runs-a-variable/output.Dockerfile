FROM debian:12
RUN set -e; ( set +e; $CMD one; make two ); \
    make three
