FROM alpine:3.20
RUN apk -U upgrade && \
    apk add -t build-dependencies gcc && \
    apk add curl && \
    apk del build-dependencies && \
    rm -rf /tmp/* /var/cache/apk/*
