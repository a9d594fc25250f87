FROM alpine:3.20
RUN apk add --no-cache build-base && make && \
    # not needed any more
    apk del build-base
