FROM python:3.12-slim
COPY . .
RUN uv sync --frozen
USER app
RUN id
RUN rm -rf ~/.cache/uv
CMD ["uv", "run", "app.py"]
