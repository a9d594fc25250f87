FROM debian:12
COPY a.sh b.sh /srv/
RUN chown 1:1 /srv/a.sh
