FROM node:20
WORKDIR /app
COPY package.json ./
RUN npm ci && find /app \( ! -user node -o ! -group node \) -exec chown -h node:node {} +
COPY src ./src
RUN find /app \( ! -user node -o ! -group node \) -exec chown -h node:node {} +
USER node
