FROM node:20
WORKDIR /app
RUN npm ci && chown -R 5:5 /app
COPY --chown=node:node src src
RUN find /app \( ! -user node -o ! -group node \) -exec chown -h node:node {} +
