FROM debian:12
WORKDIR /app
COPY src .
RUN chmod -R 777 /app
