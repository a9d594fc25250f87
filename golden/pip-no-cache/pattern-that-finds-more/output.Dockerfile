FROM python:3.12
RUN pip install --no-cache-dir flask
RUN ls /root/* /var/cache/*
