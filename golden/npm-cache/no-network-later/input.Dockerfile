FROM node:14
WORKDIR /app
COPY package.json ./
RUN npm ci
RUN --network=none npm ci
