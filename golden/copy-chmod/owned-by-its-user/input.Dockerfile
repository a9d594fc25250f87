FROM node:20
USER node
WORKDIR /app
COPY --chown=node:node a.sh ./
RUN chmod +x a.sh
