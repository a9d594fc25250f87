FROM alpine:3.19
ARG MORE
RUN if [ "$MORE" = true ]; then \
    apk update && apk add gcc && rm -rf /var/cache/apk/* && apk add libstdc++; fi
