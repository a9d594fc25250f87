FROM debian:12
RUN mkdir -p /srv/app/x
RUN cd /srv && rm -rf app
COPY src /srv/app/x/
RUN chown -R 1:1 /srv/app/x
