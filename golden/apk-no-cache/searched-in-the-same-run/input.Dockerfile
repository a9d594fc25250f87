FROM alpine:3.19
RUN apk add curl && apk policy curl > /l
