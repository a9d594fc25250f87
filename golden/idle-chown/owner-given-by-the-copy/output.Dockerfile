FROM node:20
WORKDIR /app
COPY --chown=node:node src .
RUN chown node:node .
