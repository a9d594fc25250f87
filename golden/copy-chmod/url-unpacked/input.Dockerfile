FROM debian:12
ADD --unpack=true https://example.com/tool /bin/tool
RUN chmod 755 /bin/tool
