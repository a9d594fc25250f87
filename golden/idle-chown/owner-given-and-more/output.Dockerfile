FROM node:20
WORKDIR /app
COPY --chown=node:node src .
RUN npm ci && find . \( ! -user node -o ! -group node \) -exec chown -h node:node {} +
