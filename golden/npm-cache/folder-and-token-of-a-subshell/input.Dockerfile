FROM node:14
RUN (export NPM_TOKEN=x; npm ci)
