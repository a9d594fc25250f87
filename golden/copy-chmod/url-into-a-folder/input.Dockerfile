FROM debian:12
ADD https://example.com/tini /usr/local/bin/
RUN chmod a+rx /usr/local/bin/tini
