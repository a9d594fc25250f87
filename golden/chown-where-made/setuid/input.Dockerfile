FROM node:20
WORKDIR /app
RUN npm ci && chmod u+s node_modules/x
COPY . .
RUN chown -R node:node /app
