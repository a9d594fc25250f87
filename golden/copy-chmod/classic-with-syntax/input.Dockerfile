# syntax=docker/dockerfile:1
FROM debian:12
COPY a.sh /bin/
RUN chmod +x /bin/a.sh
