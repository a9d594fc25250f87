FROM debian:12
RUN wget -P /usr/src https://example.org/a.tgz && tar xzf /usr/src/a.tgz -C /usr/src && rm -f /usr/src/a.tgz
