FROM node:14
WORKDIR /app
COPY package.json .npmrc ./
RUN npm ci
