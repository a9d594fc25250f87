FROM alpine:3.20
RUN set -ex; \
    apk add --no-cache npm make; \
    npm install -g serve; \
    npm cache clean --force; \
    apk del make
