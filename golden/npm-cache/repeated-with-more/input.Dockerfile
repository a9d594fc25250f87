FROM node:20
RUN npm i a && rm -rf ~/.npm /tmp/x && mkdir /tmp/x && npm i b && rm -rf ~/.npm /tmp/x
