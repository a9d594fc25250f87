FROM debian:12
RUN mkdir /home/share
RUN cd /home/share

RUN curl -fo /tmp/a.zip https://example.com/a.zip && \
    rm /tmp/a.zip
