FROM debian:12
RUN set -ex; mkdir -p /srv/data; chmod 700 /srv/data; cp -a /usr/share/perl5 /srv/data/

RUN { echo a; echo b; } > /etc/a.conf; chown -R www-data /srv/data
