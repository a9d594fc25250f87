FROM debian:12
ADD https://example.com/tini /tools/tini
RUN chmod +x /tools/tini
