FROM debian:12
RUN apt-get update && apt-get install -y curl
RUN ls -R /var && du -s / && find /var -name '*.log' > /srv/logs
