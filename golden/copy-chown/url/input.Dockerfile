FROM debian:12
ADD https://example.com/a.bin /app/a.bin
RUN chown -R 1:1 /app
