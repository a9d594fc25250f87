FROM debian:12
RUN curl -fo /tmp/a.tgz https://example.com/a.tgz && \
    # clean the cache
    rm /tmp/a.tgz
