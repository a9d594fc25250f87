FROM debian:12
RUN useradd app
RUN chown -R app /srv

RUN curl -fo /tmp/a.zip https://example.com/a.zip
RUN rm /tmp/a.zip
