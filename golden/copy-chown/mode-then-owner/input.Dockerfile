FROM debian:12
COPY a.sh /usr/local/bin/
RUN chmod +x /usr/local/bin/a.sh && chown 5:6 /usr/local/bin/a.sh
