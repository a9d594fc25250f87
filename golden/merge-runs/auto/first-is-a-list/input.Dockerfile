FROM debian:12
RUN mkdir /one; mkdir /two
RUN mkdir /three

# it goes again
RUN curl -fo /tmp/a.zip https://example.com/a.zip
RUN rm /tmp/a.zip
