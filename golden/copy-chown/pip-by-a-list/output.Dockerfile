FROM python:3.12-slim
WORKDIR /app
COPY --chown=nobody:nogroup requirements.txt .
RUN pip install -r requirements.txt
COPY --chown=nobody:nogroup src .
RUN chown nobody:nogroup /app
