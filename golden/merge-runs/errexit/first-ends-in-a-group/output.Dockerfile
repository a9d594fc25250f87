FROM debian:12
RUN set -e; ( set -e; { make one; make two; } ); \
    make three
