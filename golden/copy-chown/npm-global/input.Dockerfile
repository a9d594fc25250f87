FROM node:20
WORKDIR /app
RUN npm install -g serve
COPY . .
RUN chown -R node:node /app
