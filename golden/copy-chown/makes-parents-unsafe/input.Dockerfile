FROM debian:12
COPY src /app/a/b
RUN chown -R 1:1 /app/a/b
