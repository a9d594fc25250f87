FROM alpine:3.20
WORKDIR /opt/ns
COPY bundle/runtime-x64.tar.gz .
ADD https://example.com/runtime-arm64.tar.gz .
RUN tar -xzf runtime-*.tar.gz && rm runtime-*.tar.gz
