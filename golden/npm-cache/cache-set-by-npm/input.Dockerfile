FROM node:14
RUN npm config set cache /srv/npm && npm ci
