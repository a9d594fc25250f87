FROM debian:fastapt
COPY install.sh /opt/install.sh
RUN test -e /srv/a || mkdir /srv/a && chmod 755 /opt/install.sh && ldconfig
# expect: SL302
