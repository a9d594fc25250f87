FROM debian:12
COPY --chown=5:6 src /app
RUN find /app \( ! -user 5 -o ! -group 6 \) -exec chown -h 5:6 {} +
