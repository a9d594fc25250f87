FROM python:3.12
RUN pip install flask
RUN ls /root/* /var/cache/*
