FROM debian:12 AS test
RUN wget https://example.org/a.tgz && tar xf a.tgz && cp a.tgz /srv
FROM debian:12
RUN wget https://example.org/a.tgz && tar xf a.tgz
