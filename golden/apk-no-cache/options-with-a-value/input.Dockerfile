FROM alpine:3.20
RUN apk --cache-max-age 30 add x
