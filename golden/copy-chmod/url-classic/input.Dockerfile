FROM debian:12
ADD https://example.com/tini /tini
RUN chmod +x /tini
