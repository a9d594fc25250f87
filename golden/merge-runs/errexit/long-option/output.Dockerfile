FROM debian:12
RUN set -o errexit; make one; make two; \
    make three
