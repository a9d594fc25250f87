FROM debian:12
COPY a.sh /bin/
RUN umask 077 && chmod +x /bin/a.sh
