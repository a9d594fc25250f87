FROM python:3.12-slim
RUN pip --no-cache-dir install flask && pip install --no-cache flask
