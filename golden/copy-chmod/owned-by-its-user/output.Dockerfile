FROM node:20
USER node
WORKDIR /app
COPY --chown=node:node --chmod=755 a.sh ./
