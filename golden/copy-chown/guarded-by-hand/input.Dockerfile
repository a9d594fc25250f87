FROM debian:12
COPY src /app
RUN find /app \( ! -user 5 -o ! -group 6 \) -exec chown -h 5:6 {} +
