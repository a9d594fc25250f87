FROM debian:12
COPY a.sh /app/bin/
RUN chmod 755 /app/bin/a.sh
