FROM python:3.12-slim
WORKDIR /app
COPY src .
RUN pip install git+https://example.com/flask.git
RUN chown -R nobody:nogroup /app
