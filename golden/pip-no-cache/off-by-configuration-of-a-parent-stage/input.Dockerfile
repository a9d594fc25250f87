FROM python:3.12-slim AS base
RUN pip config set global.no-cache-dir true
FROM base
RUN pip install flask
