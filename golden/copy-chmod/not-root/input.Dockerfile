FROM debian:12
USER 1000
COPY a.sh /bin/
RUN chmod +x /bin/a.sh
