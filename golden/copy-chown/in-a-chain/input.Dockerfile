FROM node:20
WORKDIR /app
COPY package.json .
RUN npm install && chown -R node:node /app
