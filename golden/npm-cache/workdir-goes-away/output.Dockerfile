FROM node:20
WORKDIR /build
RUN npm install -g . && npm cache clean --force && rm -rf /build
