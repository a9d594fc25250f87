FROM python:3
WORKDIR /app
COPY src .
RUN pip install --no-cache-dir .
RUN chmod -R 755 /app
