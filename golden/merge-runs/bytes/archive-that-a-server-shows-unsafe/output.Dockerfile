FROM debian:12
RUN curl -fLo /var/www/html/tool.tgz https://example.com/tool.tgz && \
    tar -xz -f /var/www/html/tool.tgz -C /opt
