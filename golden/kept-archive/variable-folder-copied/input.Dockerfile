FROM debian:12
WORKDIR /opt
RUN curl -fsSLO https://example.org/a.tgz && tar xzf a.tgz
RUN D=/opt; cp $D/* /srv/
