FROM python:3.12-slim
RUN pip --trusted-host pypi.example download flask && pip3 --proxy http://p:1 install a
