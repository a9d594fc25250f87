FROM python:3.12-slim
WORKDIR /app
RUN pip install flask
COPY --chown=nobody:nogroup src .
RUN chown nobody:nogroup /app
