FROM debian:12
WORKDIR /opt/app
RUN wget https://example.com/foo.tgz && tar xzf foo.tgz
RUN ls > /srv/files
