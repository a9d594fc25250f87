FROM python:3.12-slim
RUN su app -c "pip install --no-cache-dir --user flask"
