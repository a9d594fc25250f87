FROM alpine:3.20 AS base
RUN apk -U add curl
FROM base AS test
RUN apk add gcc
FROM scratch
COPY --from=base /usr/bin/curl /curl
