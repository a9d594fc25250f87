FROM debian:12 AS b
ONBUILD RUN make
RUN mkdir -p /app/x
FROM debian:12
COPY --from=b --chown=1:1 /app /srv/app
