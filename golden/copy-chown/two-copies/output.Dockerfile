FROM debian:12
COPY --chown=1:1 src /app
COPY --chown=1:1 conf /app/conf
