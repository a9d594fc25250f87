FROM python:3.14
RUN apt-get update
COPY sources.list /etc/apt/sources.list
RUN apt-get install -y --no-install-recommends curl
CMD ["python", "app.py"]
