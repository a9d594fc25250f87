FROM python:3.12-slim
WORKDIR /app
COPY src .
RUN pip install flask-3.0.tar.gz
RUN chown -R nobody:nogroup /app
