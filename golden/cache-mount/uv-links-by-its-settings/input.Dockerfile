FROM python:3.12
WORKDIR /app
COPY uv.toml ./
RUN uv sync
