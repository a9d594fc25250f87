FROM python:3
WORKDIR /app
COPY src .
RUN pip install --no-cache-dir -r requirements.txt
RUN chmod -R 755 /app
