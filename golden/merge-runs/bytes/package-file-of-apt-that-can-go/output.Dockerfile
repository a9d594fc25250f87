FROM debian:12
RUN curl -o /tmp/a.deb https://example.org/a.deb && \
    apt-get update && apt-get install -y /tmp/a.deb
