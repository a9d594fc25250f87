FROM debian:12
ENV DO=eval
RUN set -e; ( set +e; $DO x; make one ); \
    make two
