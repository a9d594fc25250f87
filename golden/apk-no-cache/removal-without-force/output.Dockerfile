FROM alpine:3.18
RUN apk add --no-cache git && apk add --no-cache zsh
