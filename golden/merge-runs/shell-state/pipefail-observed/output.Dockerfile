FROM alpine:3.20
RUN ( set -o pipefail && curl -f https://example.com/a | tar x ) && \
    make two | tee log
