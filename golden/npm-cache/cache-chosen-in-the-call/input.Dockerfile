FROM node:14
RUN npm_config_userconfig=/run/secrets/npmrc npm ci
