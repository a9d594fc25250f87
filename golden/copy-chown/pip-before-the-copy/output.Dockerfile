FROM python:3.12-slim
RUN pip install flask
COPY --chown=nobody:nogroup src /app
