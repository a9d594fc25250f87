FROM python:3.14
RUN apt-get update
COPY requirements.txt ./
RUN pip install -r requirements.txt
CMD ["gunicorn", "app:app"]
