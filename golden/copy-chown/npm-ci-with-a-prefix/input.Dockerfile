FROM node:20
WORKDIR /app
COPY . .
RUN npm ci --prefix web
RUN chown -R node:node /app
USER node
