FROM debian:12
COPY src /app
RUN apt-get update && apt-get install -y redis-server
RUN chown -R redis:redis /app
