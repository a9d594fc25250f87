FROM debian:12
COPY server /srv/server
RUN chmod -R u+x /srv/server
