FROM node:14
ARG NPM_TOKEN
RUN NPM_TOKEN=$NPM_TOKEN npm ci && NPM_TOKEN=$NPM_TOKEN npm cache clean --force
