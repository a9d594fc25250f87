FROM python:3-slim
RUN apt-get update && apt-get install -y cron && rm -rf /var/lib/apt/lists/*
COPY crontab /etc/cron.d/crawler-cron
RUN crontab /etc/cron.d/crawler-cron
CMD cron -f
