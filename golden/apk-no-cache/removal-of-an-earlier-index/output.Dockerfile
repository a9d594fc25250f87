FROM alpine:3.19
RUN apk update && apk search bash > list
RUN apk add --no-cache bash && rm -rf /var/cache/apk/*
