FROM debian:12
COPY src /app
RUN chmod -R 755 /app
