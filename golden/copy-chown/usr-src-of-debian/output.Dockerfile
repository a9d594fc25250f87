FROM node:20
COPY --chown=node:node . /usr/src/app/
