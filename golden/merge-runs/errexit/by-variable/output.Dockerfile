FROM debian:12
RUN set -e; ( set +e; set -$FLAGS; make one; make two ); \
    ( set +e; make three; make four )
