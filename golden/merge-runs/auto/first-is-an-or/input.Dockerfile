FROM debian:12
RUN mkdir /one || true
RUN mkdir /two

# it goes again
RUN curl -fo /tmp/a.zip https://example.com/a.zip
RUN rm /tmp/a.zip
