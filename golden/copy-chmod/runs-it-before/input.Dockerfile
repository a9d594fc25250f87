FROM debian:12
COPY a.sh /bin/
RUN sh /bin/a.sh
RUN chmod +x /bin/a.sh
