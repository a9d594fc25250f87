FROM debian:12
RUN mkdir -p /app/a
COPY src /app/a/b
RUN chown -R 1:1 /app/a/b
