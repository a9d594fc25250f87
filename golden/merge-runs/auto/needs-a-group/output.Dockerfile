FROM debian:12
RUN mkdir /one
RUN mkdir /two || true

# it goes again
RUN curl -fo /tmp/a.zip https://example.com/a.zip && \
    rm /tmp/a.zip
