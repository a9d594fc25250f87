FROM ghcr.io/me/base
SHELL ["/bin/sh", "-c"]
RUN cd src || true; cd ..; rm -rf src
RUN pwd
