FROM debian:12
ADD https://example.com/tini-amd64 /bin/tini
RUN chmod 755 /bin/tini
