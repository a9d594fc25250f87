FROM debian:12
RUN apt-get install -y a && make a && make check

# b is another thing
RUN apt-get install -y b && make b && make check

# it goes again
RUN curl -fo /tmp/a.zip https://example.com/a.zip
RUN rm /tmp/a.zip
