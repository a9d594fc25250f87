FROM debian:12
RUN curl -fLo /tmp/tool.tgz https://example.com/tool.tgz
RUN tar -xz -f /tmp/tool.tgz -C /opt
RUN tar -cf /srv/all.tar /tmp
