FROM debian:12
RUN set -ex; make one; \
    make two
