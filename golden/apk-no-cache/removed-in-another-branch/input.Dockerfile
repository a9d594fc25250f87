FROM alpine:3.19
ARG MORE
RUN if [ "$MORE" = true ]; then apk add libstdc++; else rm -rf /var/cache/apk/*; fi
