FROM debian:12
RUN curl -fo /tmp/a https://example.com/a && sh /tmp/a && rm /tmp/a
RUN curl -fo /tmp/b https://example.com/b && make && rm -rf /tmp/*
