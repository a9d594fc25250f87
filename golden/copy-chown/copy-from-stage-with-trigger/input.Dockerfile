FROM debian:12 AS b
ONBUILD RUN make
RUN mkdir -p /app/x
FROM debian:12
COPY --from=b /app /srv/app
RUN chown -R 1:1 /srv/app
