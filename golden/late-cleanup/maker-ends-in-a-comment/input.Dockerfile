FROM debian:12
RUN curl -fo /tmp/a https://example.com/a # fetch
COPY x /x
RUN rm -rf /tmp/a
