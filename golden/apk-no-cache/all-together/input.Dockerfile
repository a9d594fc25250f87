FROM alpine:3.20
RUN apk -U add curl
COPY a /a
RUN apk add git
