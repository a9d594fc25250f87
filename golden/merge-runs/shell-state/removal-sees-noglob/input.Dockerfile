FROM debian:12
RUN set -f; make one
RUN rm -rf /tmp/*
