FROM node:20
WORKDIR /app
RUN chown -R node:node /app && npm ci
COPY --chown=node:node src src
RUN find /app \( ! -user node -o ! -group node \) -exec chown -h node:node {} +
