FROM python:3.12-slim
COPY . .
RUN uv sync --frozen
RUN id
RUN test -e /x && rm -rf ~/.cache/uv || true
CMD ["uv", "run", "app.py"]
