FROM debian:12
RUN curl -fLo /var/www/html/tool.tgz https://example.com/tool.tgz
RUN tar -xz -f /var/www/html/tool.tgz -C /opt
