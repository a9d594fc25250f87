FROM debian:12
COPY src /app/lib/
RUN chown -R 1:1 /app
