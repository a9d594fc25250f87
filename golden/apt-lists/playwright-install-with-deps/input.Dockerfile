FROM python:3.12-slim
RUN python -m playwright install --with-deps chromium
