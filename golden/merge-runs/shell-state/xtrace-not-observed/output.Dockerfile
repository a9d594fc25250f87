FROM debian:12
RUN set -x && make one && \
    set -x && make two
