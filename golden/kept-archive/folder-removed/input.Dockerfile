FROM debian:12
RUN mkdir /tmp/w && cd /tmp/w && wget https://example.org/a.tgz && tar xf a.tgz && make install && cd / && rm -rf /tmp/w
