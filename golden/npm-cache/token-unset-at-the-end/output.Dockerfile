FROM node:14
RUN export NPM_TOKEN=$(cat /run/secrets/token) && npm ci && npm cache clean --force && unset NPM_TOKEN
