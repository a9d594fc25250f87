FROM node:20
WORKDIR /app
COPY --chown=node:node . /app/x
RUN usermod -u 1001 node
RUN chown -R node:node /app/x
