FROM ghcr.io/me/alpine
RUN apk add --no-cache bash curl
RUN make two
