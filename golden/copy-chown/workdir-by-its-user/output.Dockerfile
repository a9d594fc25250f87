FROM node:20
USER node
WORKDIR /home/node/app
USER root
COPY --chown=node:node src .
RUN find /home/node/app \( ! -user node -o ! -group node \) -exec chown -h node:node {} +
