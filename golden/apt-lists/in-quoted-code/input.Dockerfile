FROM debian:12
RUN bash -c ' \
    set -e && \
    apt-get update && \
    apt-get install -y curl \
    '
