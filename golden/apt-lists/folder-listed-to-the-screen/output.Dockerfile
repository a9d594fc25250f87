FROM debian:12
RUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*
RUN ls -R /var && du -s / && find /var -name '*.log' > /srv/logs
