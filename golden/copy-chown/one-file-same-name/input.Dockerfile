FROM debian:12
COPY a.sh /usr/local/bin/a.sh
RUN chown 1:1 /usr/local/bin/a.sh
