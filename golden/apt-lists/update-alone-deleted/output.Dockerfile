FROM python:3.14
COPY requirements.txt ./
RUN pip install -r requirements.txt
CMD ["gunicorn", "app:app"]
