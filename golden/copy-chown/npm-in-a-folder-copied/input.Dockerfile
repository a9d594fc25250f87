FROM node:20
COPY . /app
WORKDIR /app
RUN npm install && chown -R node:node /app
