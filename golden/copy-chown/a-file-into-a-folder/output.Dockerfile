FROM debian:12
WORKDIR /srv/app
COPY --chown=1:1 a.sh /srv
RUN chown 1:1 /srv /srv/app
