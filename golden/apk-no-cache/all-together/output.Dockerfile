FROM alpine:3.20
RUN apk --no-cache add curl
COPY a /a
RUN apk add --no-cache git
