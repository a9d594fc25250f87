FROM debian:12
ARG VERSION=1.2
WORKDIR /
RUN curl -fLO https://example.com/tool-${VERSION}.bin
RUN install -m 755 tool-${VERSION}.bin /usr/bin/tool
RUN rm tool-$VERSION.bin
