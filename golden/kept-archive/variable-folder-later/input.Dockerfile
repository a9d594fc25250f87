FROM debian:12
WORKDIR /opt
RUN curl -fsSLO https://example.org/a.tgz && tar xzf a.tgz
RUN D=/opt F=a; cp $D/$F.tgz /srv/
