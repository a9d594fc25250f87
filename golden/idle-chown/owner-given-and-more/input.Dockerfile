FROM node:20
WORKDIR /app
COPY --chown=node:node src .
RUN npm ci && chown -R node:node .
