FROM debian:12
COPY a.sh /bin/
RUN chmod 600 /bin/a.sh
RUN chmod 755 /bin/a.sh
