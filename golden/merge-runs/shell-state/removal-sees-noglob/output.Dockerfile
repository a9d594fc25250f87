FROM debian:12
RUN ( set -f; make one ) && \
    rm -rf /tmp/*
