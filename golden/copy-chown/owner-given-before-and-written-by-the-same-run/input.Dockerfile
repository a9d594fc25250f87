FROM node:20
WORKDIR /app
RUN chown -R node:node /app && npm ci
COPY src src
RUN chown -R node:node /app
