FROM node:20
USER node
RUN npm ci && rm -rf ~/.npm
