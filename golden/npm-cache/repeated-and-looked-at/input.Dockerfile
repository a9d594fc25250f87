FROM node:20
RUN npm i a && npm cache clean --force && ls ~/.npm && npm i b && npm cache clean --force
