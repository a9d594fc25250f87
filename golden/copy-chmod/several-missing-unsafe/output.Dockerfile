FROM debian:12
COPY --chmod=755 start.sh stop.sh reload.sh status.sh purge.sh /usr/local/bin/
