FROM debian:fastapt
RUN set -eux; \
    apt-get update; \
    apt-get install -y --no-install-recommends alpha; \
    alpha > /etc/alpha
# expect: SL201
