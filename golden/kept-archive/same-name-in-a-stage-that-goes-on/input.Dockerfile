FROM debian:12 AS base
RUN wget https://example.org/a.tgz && tar xf a.tgz
FROM base
RUN cp a.tgz /srv
