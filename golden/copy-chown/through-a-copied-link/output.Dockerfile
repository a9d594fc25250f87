FROM debian:12
WORKDIR /app
COPY --chown=1000:1000 src /app
COPY x /app/data/
RUN find /app \( ! -user 1000 -o ! -group 1000 \) -exec chown -h 1000:1000 {} +
