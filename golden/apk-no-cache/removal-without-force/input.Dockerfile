FROM alpine:3.18
RUN apk add --update git && rm -r /var/cache/apk/* && apk add --update zsh
