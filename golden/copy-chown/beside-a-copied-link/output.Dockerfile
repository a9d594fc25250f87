FROM debian:12
WORKDIR /app
COPY --chown=1000:1000 src /app
COPY --chown=1000:1000 x /app/other/
RUN chown 1000:1000 /app
