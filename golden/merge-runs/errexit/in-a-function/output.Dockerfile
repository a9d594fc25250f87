FROM debian:12
RUN set -e; ( set +e; f() { set -e; make one; make two; }; f ); \
    make three
