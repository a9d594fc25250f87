FROM debian:12
WORKDIR /srv/app
COPY a.sh /srv
RUN chown -R 1:1 /srv
