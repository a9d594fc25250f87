FROM debian:12
COPY a.sh /app/bin/
RUN chmod 700 /app/bin/a.sh
