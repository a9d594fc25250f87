FROM debian:12
COPY start.sh settings.ini /srv/
RUN chmod +x /srv/start.sh
