FROM debian:12
WORKDIR /dl
RUN curl -fsSLO https://example.org/pkg.tar.gz && tar xzf pkg.tar.gz
COPY setup /setup/
RUN for f in /setup/*.sh; do sh "$f"; done
