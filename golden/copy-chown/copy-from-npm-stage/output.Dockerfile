FROM node:20 AS build
WORKDIR /app
COPY . .
RUN npm ci && npm run build
FROM node:20-slim
WORKDIR /app
COPY --from=build --chown=node:node /app/dist ./dist
RUN chown node:node /app
USER node
