FROM debian:12
ADD https://example.com/a.sh /bin/a.sh
RUN chmod 711 /bin/a.sh
