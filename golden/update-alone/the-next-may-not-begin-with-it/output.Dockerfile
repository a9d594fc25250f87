FROM debian:12
RUN apt-get update && \
    { test -e /a && apt-get update; apt-get install -y a; }
