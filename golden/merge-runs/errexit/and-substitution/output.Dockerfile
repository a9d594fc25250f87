FROM debian:12
RUN set -e; ( set -e; make one ); \
    ( set +e; make "$(make two; echo x)" && make three )
