FROM python:3.12-slim
WORKDIR /root
RUN pip install flask && find .cache -type f -delete
