FROM python:3.12-slim
COPY . .
RUN uv sync --frozen
RUN id
RUN rm -rf /root/.cache/uv/wheels-v1
CMD ["uv", "run", "app.py"]
