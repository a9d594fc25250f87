FROM debian:12
COPY --chown=1:1 a.sh /usr/local/bin/
