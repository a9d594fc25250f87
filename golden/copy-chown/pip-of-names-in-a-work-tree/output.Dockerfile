FROM python:3.12-slim
WORKDIR /app
COPY --chown=nobody:nogroup src .
RUN pip install -U --no-cache-dir poetry==1.8 'flask[async]>=3,<4' -i https://pypi.org/simple
RUN chown nobody:nogroup /app
