FROM python:3.12-slim
WORKDIR /app
COPY src .
RUN pip install -r /tmp/requirements.txt
RUN chown -R nobody:nogroup /app
