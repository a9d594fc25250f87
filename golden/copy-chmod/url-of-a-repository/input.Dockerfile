FROM debian:12
ADD https://example.com/tool.git /bin/tool.git
RUN chmod 755 /bin/tool.git
