FROM node:20
WORKDIR /app
COPY --chown=node:node package.json ./
RUN npm ci && find /app \( ! -user node -o ! -group node \) -exec chown -h node:node {} + && npm cache clean --force
COPY --chown=node:node src ./src
RUN find /app \( ! -user node -o ! -group node \) -exec chown -h node:node {} +
USER node
