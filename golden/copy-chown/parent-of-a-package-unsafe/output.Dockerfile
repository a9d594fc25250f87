FROM debian:12
RUN dpkg -i /odoo.deb
COPY --chown=5:6 odoo.conf /etc/odoo/
