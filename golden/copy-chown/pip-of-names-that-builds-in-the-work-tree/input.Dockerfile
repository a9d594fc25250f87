FROM python:3.12-slim
ENV TMPDIR=/app
WORKDIR /app
COPY src .
RUN pip install -U --no-cache-dir poetry==1.8 'flask[async]>=3,<4' -i https://pypi.org/simple
RUN chown -R nobody:nogroup /app
