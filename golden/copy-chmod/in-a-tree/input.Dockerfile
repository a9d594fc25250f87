FROM debian:12
COPY src /app
RUN chmod +x /app/a.sh
