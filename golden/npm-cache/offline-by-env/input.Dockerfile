FROM node:14
WORKDIR /app
COPY package.json ./
RUN npm ci
ENV npm_config_offline=true
RUN npm ci
