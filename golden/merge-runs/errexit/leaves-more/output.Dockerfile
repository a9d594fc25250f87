FROM debian:12
RUN set -e; ( set -e; cd /src; make one ); \
    ( set -e; make two )
