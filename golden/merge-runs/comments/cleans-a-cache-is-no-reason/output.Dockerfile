FROM debian:12
RUN curl -fo /tmp/a https://example.com/a && \
# clean the cache
    rm /tmp/a
