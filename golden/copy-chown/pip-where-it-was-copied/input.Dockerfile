FROM python:3.12-slim
WORKDIR /app
RUN pip install flask
COPY src .
RUN chown -R nobody:nogroup /app
