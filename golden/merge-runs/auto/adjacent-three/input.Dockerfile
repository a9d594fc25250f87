FROM debian:12
RUN mkdir /one
RUN mkdir /two && mkdir /three
RUN mkdir /four

# it goes again
RUN curl -fo /tmp/a.zip https://example.com/a.zip
RUN rm /tmp/a.zip
