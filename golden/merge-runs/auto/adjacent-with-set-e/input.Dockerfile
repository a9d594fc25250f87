FROM debian:12
RUN set -ex; mkdir /one
RUN set -ex; mkdir /two

# it goes again
RUN curl -fo /tmp/a.zip https://example.com/a.zip
RUN rm /tmp/a.zip
