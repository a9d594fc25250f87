FROM debian:12
COPY --chown=1000:0 src /app
