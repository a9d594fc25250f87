FROM alpine:3.20
RUN apk --update add curl
COPY a /a
RUN ["sh", "-c", "apk add git"]
