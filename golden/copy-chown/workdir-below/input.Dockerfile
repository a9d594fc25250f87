FROM debian:12
WORKDIR /app/logs
COPY src /app
RUN chown -R 1:1 /app
