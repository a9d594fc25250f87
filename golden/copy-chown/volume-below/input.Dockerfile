FROM debian:12
VOLUME /app/data
COPY src /app
RUN chown -R 1:1 /app
