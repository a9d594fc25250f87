FROM node:20
USER node
WORKDIR /home/node/app
USER root
COPY src .
RUN chown -R node:node /home/node/app
