FROM node:20
RUN one && npm install -g serve && two && npm cache clean --force
RUN npm install -g turbo && npm cache clean --force
