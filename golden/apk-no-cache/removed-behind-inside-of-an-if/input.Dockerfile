FROM alpine:3.19
ARG MORE
RUN if [ "$MORE" = true ]; then \
    set -xe \
    && apk update \
    && apk add --no-cache gcc \
    && apk add libstdc++ \
    && apk del gcc \
    && rm -rf /var/cache/apk/* \
    ;fi
