FROM alpine:3.19
RUN apk add --update bash && \
    rm -rf /var/cache/apk/* && \
    rm -rf /tmp/*
RUN apk add --update zsh && rm -rf /var/cache/apk/*
