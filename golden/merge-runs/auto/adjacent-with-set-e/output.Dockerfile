FROM debian:12
RUN set -ex; mkdir /one; \
    mkdir /two

# it goes again
RUN curl -fo /tmp/a.zip https://example.com/a.zip && \
    rm /tmp/a.zip
