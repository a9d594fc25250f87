FROM alpine:3.19
RUN apk add --no-cache bash && \
    rm -rf /tmp/*
RUN apk add --no-cache zsh
