FROM debian:12
ADD https://example.com/tini /tools/tini
RUN chmod 711 /tools/tini
