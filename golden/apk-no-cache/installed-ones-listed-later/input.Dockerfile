FROM alpine:3.19
RUN apk add curl
COPY x /x
RUN apk list -I > /l
