FROM debian:12
COPY *.sh /bin/
RUN chmod +x /bin/*.sh
