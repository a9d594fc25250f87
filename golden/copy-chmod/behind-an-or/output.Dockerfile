FROM debian:12
COPY --chmod=755 run.sh /opt/run.sh
RUN test -e /srv/a || mkdir /srv/a && ldconfig
