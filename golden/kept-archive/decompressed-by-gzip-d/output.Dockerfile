FROM debian:12
RUN curl -o /tmp/a.tar.gz https://example.org/a && gzip -d /tmp/a.tar.gz && tar xf /tmp/a.tar -C /opt && rm -f /tmp/a.tar
