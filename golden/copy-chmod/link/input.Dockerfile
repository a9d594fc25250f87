FROM debian:12
COPY l /bin/l
RUN chmod 755 /bin/l
