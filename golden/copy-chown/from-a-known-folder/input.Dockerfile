FROM debian:12 AS a
WORKDIR /app/x
COPY src .
FROM debian:12
COPY --from=a /app/x /app
RUN chown -R 5:6 /app
