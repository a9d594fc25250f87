FROM debian:12
RUN dpkg -i /odoo.deb
COPY odoo.conf /etc/odoo/
RUN chown 5:6 /etc/odoo/odoo.conf
