FROM python:3.12
WORKDIR /srv
ADD . /srv/
CMD ["venv/bin/python", "app.py"]
