FROM debian:fastapt
RUN set -eu; \
    apt-get update; \
    apt-get install -y alpha; \
    if [ -e /usr/bin/alpha ]; then test -e /no && echo never; fi || true; \
    case x in x) test -e /usr/bin/alpha && alpha > /out;; esac
# expect: SL201
