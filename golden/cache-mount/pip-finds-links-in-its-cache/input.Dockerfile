FROM python:3.12
COPY pip.conf /etc/
RUN pip install requests
RUN pip install --no-index flask
