FROM debian:12
RUN set -e; make one && \
    make "$(make two)" && make three
