FROM python:3.12-slim
RUN pip install --no-cache-dir poetry \
 && poetry install --no-root \
 && rm -rf ~/.cache/pypoetry/cache ~/.cache/pypoetry/artifacts
