FROM debian:12
ENV DIR="cd /opt"
RUN set -e; ( set +e; $DIR/bin; make one ); \
    make two
