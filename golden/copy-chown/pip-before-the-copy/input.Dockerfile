FROM python:3.12-slim
RUN pip install flask
COPY src /app
RUN chown -R nobody:nogroup /app
