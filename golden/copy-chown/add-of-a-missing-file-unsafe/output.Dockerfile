FROM debian:12
WORKDIR /srv
ADD --chown=1:1 settings.json /srv/
RUN chown 1:1 /srv
