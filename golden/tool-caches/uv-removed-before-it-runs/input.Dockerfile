FROM python:3.12-slim
COPY . .
RUN uv sync --frozen --no-install-project
COPY src src
RUN uv sync --frozen
RUN rm -rf ~/.cache/uv
CMD ["uv", "run", "app.py"]
