FROM node:20
WORKDIR /app
COPY --chmod=755 --chown=node:node src .
RUN chown node:node .
