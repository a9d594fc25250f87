FROM python:3.12-slim
RUN apt-get update && apt-get install -y gcc && pip install --no-cache-dir --upgrade pip && rm -rf /var/lib/apt/lists/* /root/.cache/pip
