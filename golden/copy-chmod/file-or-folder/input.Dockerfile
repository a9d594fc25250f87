FROM debian:12
COPY a.sh /usr/local/thing
RUN chmod 755 /usr/local/thing
