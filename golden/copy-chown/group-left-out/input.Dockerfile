FROM debian:12
COPY src /app
RUN chown -R 1000 /app
