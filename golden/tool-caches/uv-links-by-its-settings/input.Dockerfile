FROM python:3.12
RUN pip install --no-cache-dir uv
WORKDIR /app
COPY uv.toml pyproject.toml ./
RUN uv sync
