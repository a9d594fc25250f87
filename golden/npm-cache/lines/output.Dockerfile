FROM node:20
RUN npm install -g serve \
    && npm install \
    && npm cache clean --force
