FROM debian:12
WORKDIR /tmp
RUN wget http://example.com/foo.tgz && tar xzf foo.tgz && cp -r * /opt/
