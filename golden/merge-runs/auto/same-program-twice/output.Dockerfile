FROM debian:12
RUN chmod 700 /srv && \
    chmod 600 /etc/rc

RUN curl -fo /tmp/a.zip https://example.com/a.zip && \
    rm /tmp/a.zip
