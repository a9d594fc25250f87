FROM python:3.14
RUN apt-get update
COPY requirements.txt ./
RUN pip install -r requirements.txt
COPY . .
CMD exec gunicorn --bind :8080 app:app
