FROM python:3.12
RUN --mount=type=cache,id=pip-python-3.12,target=/root/.cache/pip \
    pip install poetry
COPY . .
RUN --mount=type=cache,id=poetry-python-3.12-cache,target=/root/.cache/pypoetry/cache \
    --mount=type=cache,id=poetry-python-3.12-artifacts,target=/root/.cache/pypoetry/artifacts \
    poetry install
