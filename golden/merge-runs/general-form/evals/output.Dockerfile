FROM debian:12
RUN set -e; ( set +e; eval "$(make env)" && make one ); \
    ( set +e; make two; make three )
