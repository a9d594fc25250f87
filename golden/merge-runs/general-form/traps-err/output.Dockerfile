FROM debian:12
SHELL ["/bin/bash", "-c"]
RUN set -e; ( set +e; trap 'make log' ERR; make one; make two ); \
    make three
