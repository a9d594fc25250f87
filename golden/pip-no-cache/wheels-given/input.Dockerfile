FROM python:3.12-slim
RUN --mount=type=bind,from=b,source=/w,target=/w pip install --no-index /w/*.whl "/v/a.whl"
