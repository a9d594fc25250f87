FROM debian:12
RUN sed -i 's/\r$//g' /etc/rc
RUN chmod +x /etc/rc

RUN curl -fo /tmp/a.zip https://example.com/a.zip
RUN rm /tmp/a.zip
