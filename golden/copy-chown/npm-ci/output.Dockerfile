FROM node:20
WORKDIR /app
COPY --chown=node:node . .
RUN npm ci --omit=dev
RUN chown node:node /app && chown -R node:node /app/node_modules
USER node
