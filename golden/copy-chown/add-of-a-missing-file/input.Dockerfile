FROM debian:12
WORKDIR /srv
ADD settings.json /srv/
RUN chown -R 1:1 /srv
