FROM debian:12
RUN mkdir /one && mkdir /two && mkdir /three
RUN mkdir /four

# it goes again
RUN curl -fo /tmp/a.zip https://example.com/a.zip && \
    rm /tmp/a.zip
