FROM node:20
RUN npm install -g serve && npm cache clean --force

RUN npm install -g turbo && npm cache clean --force
