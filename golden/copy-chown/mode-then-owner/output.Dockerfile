FROM debian:12
COPY --chown=5:6 a.sh /usr/local/bin/
RUN chmod +x /usr/local/bin/a.sh
