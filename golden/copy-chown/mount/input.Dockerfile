FROM debian:12
COPY src /app
RUN --mount=type=cache,target=/app/cache chown -R 1:1 /app
