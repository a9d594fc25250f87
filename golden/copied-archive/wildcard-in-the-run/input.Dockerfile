FROM alpine:3.20
WORKDIR /opt/ns
COPY bundle/runtime-alpine-x64.tar.gz .
RUN apk add --no-cache --virtual .build-deps tar binutils \
 && tar -xzf runtime-*.tar.gz --strip-components=1 \
 && rm runtime-*.tar.gz \
 && apk del .build-deps
