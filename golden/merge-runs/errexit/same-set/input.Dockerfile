FROM debian:12
RUN set -eux; make one; make two
RUN set -eux; make three; if make four; then make five; fi
