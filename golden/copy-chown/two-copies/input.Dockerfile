FROM debian:12
COPY src /app
COPY conf /app/conf
RUN chown -R 1:1 /app
