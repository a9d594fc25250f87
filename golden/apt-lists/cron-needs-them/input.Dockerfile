FROM debian:12
RUN apt-get update && apt-get install -y cron
COPY upgrade /etc/cron.daily/upgrade
