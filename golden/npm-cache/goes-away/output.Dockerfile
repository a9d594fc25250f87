FROM alpine:3.20
RUN apk add --no-cache npm && npm install -g serve && npm cache clean --force && apk del npm
