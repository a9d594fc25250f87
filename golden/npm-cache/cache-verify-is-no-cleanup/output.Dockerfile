FROM node:20
RUN npm ci && npm cache verify && npm cache clean --force
