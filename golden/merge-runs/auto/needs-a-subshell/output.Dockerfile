FROM debian:12
RUN cd /srv && mkdir zero
RUN mkdir /two

# it goes again
RUN curl -fo /tmp/a.zip https://example.com/a.zip && \
    rm /tmp/a.zip
