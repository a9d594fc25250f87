FROM python:3.12
RUN uv add x && uv cache clean
RUN uv pip sync x && uv cache clean
RUN uv tool install x && uv cache clean
