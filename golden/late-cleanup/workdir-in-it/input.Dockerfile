FROM debian:12
RUN curl -o /tmp/a https://example.com/a
WORKDIR /tmp/build
RUN rm -rf /tmp/*
