FROM debian:12
ENV D=/opt
WORKDIR $D
RUN curl -fsSLO https://example.org/a.tgz && tar xzf a.tgz
RUN cp -r $D /srv/
