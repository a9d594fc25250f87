FROM alpine:3.20
RUN apk add --update gcc && rm -rf /tmp/* /var/cache/apk/* && apk add --update curl
