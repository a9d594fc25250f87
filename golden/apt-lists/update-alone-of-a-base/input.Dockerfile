FROM python:3.14 AS base
RUN apt-get update
CMD ["gunicorn", "app:app"]
FROM base
CMD ["sleep", "infinity"]
