FROM debian:12
ADD https://example.com/tool?raw=1 /bin/tool
RUN chmod 755 /bin/tool
