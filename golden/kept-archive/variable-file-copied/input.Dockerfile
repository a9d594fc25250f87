FROM debian:12
WORKDIR /opt
RUN curl -fsSLO https://example.org/a.tgz && tar xzf a.tgz
RUN cp $X /srv/ && cp /etc/$Y.conf /etc/b && cp -r $X/lib /srv/
