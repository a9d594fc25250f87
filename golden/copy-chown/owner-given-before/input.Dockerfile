FROM node:20
WORKDIR /app
COPY package.json .
RUN npm ci && chown -R node:node /app
COPY src src
RUN chown -R node:node /app
