FROM debian:12
RUN chmod 700 /srv
RUN chmod 600 /etc/rc

RUN curl -fo /tmp/a.zip https://example.com/a.zip
RUN rm /tmp/a.zip
