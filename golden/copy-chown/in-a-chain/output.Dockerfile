FROM node:20
WORKDIR /app
COPY --chown=node:node package.json .
RUN npm install && find /app \( ! -user node -o ! -group node \) -exec chown -h node:node {} +
