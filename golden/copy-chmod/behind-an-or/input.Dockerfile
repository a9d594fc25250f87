FROM debian:12
COPY run.sh /opt/run.sh
RUN test -e /srv/a || mkdir /srv/a && chmod 755 /opt/run.sh && ldconfig
