FROM debian:12
SHELL ["/bin/bash", "-c"]
RUN set -e; ( set -e; ! { make one; make two; } ); \
    ( set +e; make three; make four )
