FROM alpine:3.20
RUN apk add --no-cache gcc && rm -rf /tmp/* /var/cache/apk/* && apk add --no-cache curl
