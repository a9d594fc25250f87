FROM debian:12
COPY a.sh /usr/local/bin/b
RUN chown 1:1 /usr/local/bin/b
