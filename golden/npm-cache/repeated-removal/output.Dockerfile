FROM node:20
RUN npm i a && mkdir /tmp/x && npm i b && rm -rf ~/.npm
