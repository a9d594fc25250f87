FROM alpine:3.20
RUN apk --update add curl && apk -U add git
