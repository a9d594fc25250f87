FROM node:20
WORKDIR /app
RUN pnpm add express
RUN chown -R node:node /app
