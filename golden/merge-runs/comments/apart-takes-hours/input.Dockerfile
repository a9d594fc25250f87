FROM debian:12
# takes hours
RUN curl -fo /tmp/a https://example.com/a
RUN rm /tmp/a
