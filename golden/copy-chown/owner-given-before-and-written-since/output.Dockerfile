FROM node:20
WORKDIR /app
COPY package.json .
RUN npm ci && chown -R node:node /app
COPY --chown=node:node src src
RUN touch /app/made
RUN find /app \( ! -user node -o ! -group node \) -exec chown -h node:node {} +
