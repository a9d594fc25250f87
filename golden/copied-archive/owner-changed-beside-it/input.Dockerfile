FROM debian:12
WORKDIR /srv/app
COPY web.tar.gz ./
RUN tar xzf web.tar.gz && chown -R 1:1 /srv/app
