FROM debian:12
COPY a.sh /bin/
RUN chmod 4755 /bin/a.sh
