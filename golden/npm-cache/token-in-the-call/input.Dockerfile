FROM node:14
RUN NPM_TOKEN=$(cat /run/secrets/token) npm ci
