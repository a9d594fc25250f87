FROM python:3.14
RUN apt-get update && rm -rf /var/lib/apt/lists/*
COPY requirements.txt ./
RUN pip install -r requirements.txt
COPY . .
CMD exec gunicorn --bind :8080 app:app
