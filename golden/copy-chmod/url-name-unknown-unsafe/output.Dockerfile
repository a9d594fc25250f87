FROM debian:12
ARG TOOL
ADD --chmod=755 https://example.com/${TOOL} /usr/bin/tool
