FROM alpine:3.20
WORKDIR /opt/ns
RUN --mount=type=bind,source=bundle/runtime-alpine-x64.tar.gz,target=/opt/ns/runtime-alpine-x64.tar.gz \
 apk add --no-cache --virtual .build-deps tar binutils \
 && tar -xzf runtime-*.tar.gz --strip-components=1 \
 && apk del .build-deps
