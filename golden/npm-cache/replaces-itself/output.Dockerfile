FROM node:20
RUN npm install -g npm@latest && rm -rf ~/.npm
