FROM debian:12
RUN curl -fo /tmp/a https://example.com/a
# this times out, so it is not retried with the rest
RUN rm /tmp/a
