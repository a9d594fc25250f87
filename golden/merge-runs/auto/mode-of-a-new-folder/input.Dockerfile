FROM debian:12
RUN mkdir /data
RUN chmod 700 /data

RUN curl -fo /tmp/a.zip https://example.com/a.zip
RUN rm /tmp/a.zip
