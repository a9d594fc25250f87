FROM debian:12
COPY start.sh stop.sh reload.sh status.sh purge.sh /usr/local/bin/
RUN chmod +x /usr/local/bin/start.sh /usr/local/bin/stop.sh /usr/local/bin/reload.sh /usr/local/bin/status.sh /usr/local/bin/purge.sh
