FROM python:3.12-slim
ENV POETRY_CACHE_DIR=/opt/.cache
RUN poetry install && rm -rf $POETRY_CACHE_DIR
