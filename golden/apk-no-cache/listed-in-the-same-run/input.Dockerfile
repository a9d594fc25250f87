FROM alpine:3.19
RUN apk add curl && ls -R /var/cache > /l
