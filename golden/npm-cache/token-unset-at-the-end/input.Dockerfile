FROM node:14
RUN export NPM_TOKEN=$(cat /run/secrets/token) && npm ci && unset NPM_TOKEN
