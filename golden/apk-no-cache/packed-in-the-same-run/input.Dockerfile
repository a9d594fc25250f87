FROM alpine:3.19
RUN apk add curl && tar cf /x.tar /var
