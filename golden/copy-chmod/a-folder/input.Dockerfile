FROM debian:12
COPY src /app
RUN chmod 755 /app
