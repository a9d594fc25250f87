FROM debian:12
WORKDIR //app
RUN wget http://example.com/foo.tgz && tar xzf foo.tgz && rm -f foo.tgz
RUN cp -a /opt/app /srv/app
