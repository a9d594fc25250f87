FROM alpine:3.19
RUN apk update && apk search bash > list
RUN apk add --update bash && rm -rf /var/cache/apk/*
