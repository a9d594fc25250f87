FROM debian:12
WORKDIR /opt/app
RUN wget http://example.com/foo.tgz && tar xzf foo.tgz
COPY src /src
RUN cp -a /opt/app /srv/app
