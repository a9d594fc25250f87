FROM debian:12
ENV DIR=/opt
RUN set -e; ( set +e; $FIRST; $DIR/bin/a; make one ); \
    make two
