FROM node:20
RUN npm i a && rm -rf ~/.npm && mkdir /tmp/x && npm i b && rm -rf ~/.npm
