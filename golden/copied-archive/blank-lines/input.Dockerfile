FROM debian:12

COPY app.tgz /tmp/

# unpack
RUN tar xf /tmp/app.tgz
