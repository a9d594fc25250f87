FROM debian:12
WORKDIR /app
COPY src /app
COPY x /app/data/
RUN chown -R 1000:1000 /app
