FROM debian:12
RUN set -x && make one
RUN set -x && make two
