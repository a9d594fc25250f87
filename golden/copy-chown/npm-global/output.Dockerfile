FROM node:20
WORKDIR /app
RUN npm install -g serve
COPY --chown=node:node . .
RUN chown node:node /app
