FROM alpine:3.19
COPY --chmod=755 hook.sh /etc/apk/commit_hooks.d/
RUN apk add jq
RUN test ! -e /dev/shm/x
