FROM debian:12 AS base
RUN wget https://example.org/a.tgz && tar xf a.tgz
FROM debian:12
COPY --from=base /opt /opt
RUN --mount=from=base,target=/b cp /b/a.tgz /srv
