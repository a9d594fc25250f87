FROM alpine:3.20
SHELL ["/bin/sh", "-ec"]
RUN apk add --no-cache curl && rm -rf /var/cache/apk/*; make
