FROM debian:12
RUN set -e; make one; \
    ( set -e; make two; make three ); \
    ( set +e; make four; make five )
