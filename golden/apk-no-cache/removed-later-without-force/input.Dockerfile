FROM alpine:3.18
RUN apk add --update git
COPY app /app
RUN chmod -R g=u /app && rm /var/cache/apk/*
