FROM node:20
WORKDIR /app
COPY package.json ./
RUN npm ci
RUN chown -R node:node /app
