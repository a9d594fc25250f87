FROM debian:12
WORKDIR /opt/app
RUN wget http://example.com/foo.tgz && tar xzf foo.tgz && tar -czf /all.tgz .
