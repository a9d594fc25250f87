FROM debian:12
ADD https://example.com/a.sh /bin/a.sh
RUN chmod +x /bin/a.sh
