FROM debian:12
WORKDIR /app
RUN npm ci
COPY --chown=1:1 src /app
RUN find /app \( ! -user 1 -o ! -group 1 \) -exec chown -h 1:1 {} +
