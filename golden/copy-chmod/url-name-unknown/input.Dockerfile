FROM debian:12
ARG TOOL
ADD https://example.com/${TOOL} /bin/tool
RUN chmod 755 /bin/tool
