FROM python:3.12-slim
RUN --mount=type=cache,target=/var/cache/apt,sharing=locked \
    --mount=type=cache,target=/var/lib/apt/lists,sharing=locked \
    --mount=type=cache,id=pip-python-3.12-slim,target=/root/.cache/pip \
    apt-get update && apt-get install -y gcc && pip install --upgrade pip
