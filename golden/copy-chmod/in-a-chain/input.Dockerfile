FROM debian:12
COPY a.sh /bin/
RUN chmod +x /bin/a.sh && mkdir /data
