FROM debian:12
ENV DIR=/opt
RUN set -e; ( set +e; DIR="eval /x"; $DIR/bin/a; make one ); \
    make two
