FROM python:3.12-slim
COPY . .
RUN uv sync --frozen
CMD ["uv", "run", "app.py"]
