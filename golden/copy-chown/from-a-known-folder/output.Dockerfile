FROM debian:12 AS a
WORKDIR /app/x
COPY src .
FROM debian:12
COPY --from=a --chown=5:6 /app/x /app
