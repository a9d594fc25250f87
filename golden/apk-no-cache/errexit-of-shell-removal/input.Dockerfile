FROM alpine:3.20
SHELL ["/bin/sh", "-ec"]
RUN apk add curl && rm -rf /var/cache/apk/*; make
