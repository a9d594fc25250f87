FROM ghcr.io/me/base
SHELL ["/bin/sh", "-c"]
RUN drop() { rm -rf src; }; cd .. && drop
RUN pwd
