FROM node:20
WORKDIR /app
COPY src .
RUN chown -R node:node /app
USER node
