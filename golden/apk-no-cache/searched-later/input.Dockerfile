FROM alpine:3.19
RUN apk add curl
RUN apk search -x wget > /l
