FROM debian:12
ARG TOOL
ADD https://example.com/${TOOL} /usr/bin/tool
RUN chmod 755 /usr/bin/tool
