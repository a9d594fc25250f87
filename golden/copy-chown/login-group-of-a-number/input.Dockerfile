FROM node:20
WORKDIR /app
COPY src .
RUN chown -R 1000: /app
