FROM node:20
WORKDIR /app
COPY package.json ./
RUN npm ci
COPY src ./src
RUN chown -R node:node /app
USER node
