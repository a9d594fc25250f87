FROM node:20
WORKDIR /app
COPY package.json ./
RUN npm ci && chown -R node:node /app && npm cache clean --force
COPY --chown=node:node src ./src
USER node
