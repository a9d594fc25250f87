FROM debian:12
COPY --chown=www-data app.tgz /data/
RUN tar xf /data/app.tgz
