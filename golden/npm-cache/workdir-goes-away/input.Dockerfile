FROM node:20
WORKDIR /build
RUN npm install -g . && rm -rf /build
