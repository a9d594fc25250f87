FROM debian:12
WORKDIR /
RUN curl -o /tmp/x http://x
COPY y /tmp/y
RUN rm -rf /tmp/*
