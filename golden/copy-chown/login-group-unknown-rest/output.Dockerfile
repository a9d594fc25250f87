FROM node:20
WORKDIR /app
RUN npm ci
COPY --chown=node:node src .
RUN find /app \( ! -user node -o ! -group node \) -exec chown -h node:node {} +
