FROM debian:12
RUN mkdir /data && \
    chmod 700 /data

RUN curl -fo /tmp/a.zip https://example.com/a.zip && \
    rm /tmp/a.zip
