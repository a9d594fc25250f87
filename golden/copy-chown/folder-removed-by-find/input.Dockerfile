FROM debian:12
RUN mkdir -p /srv/app/x
RUN find /srv -mindepth 1 -delete
COPY src /srv/app/x/
RUN chown -R 1:1 /srv/app/x
