FROM debian:12
WORKDIR /app/logs
COPY --chown=1:1 src /app
RUN chown 1:1 /app /app/logs
