FROM python:3.12
RUN pip install flask
RUN chmod -R 755 /root/.cache
