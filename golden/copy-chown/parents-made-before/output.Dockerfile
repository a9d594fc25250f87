FROM debian:12
RUN mkdir -p /app/a
COPY --chown=1:1 src /app/a/b
