FROM debian:12
RUN mkdir -p "/app/my logs"
COPY src /app
RUN chown -R 1:1 /app
