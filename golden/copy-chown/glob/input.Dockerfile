FROM debian:12
WORKDIR /app
COPY src .
RUN chown -R 1:1 /app/*
