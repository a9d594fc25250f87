FROM debian:12
COPY app.tgz /data/
RUN sha256sum /data/app.tgz
