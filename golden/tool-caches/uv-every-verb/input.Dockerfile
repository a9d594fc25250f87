FROM python:3.12
RUN uv add x
RUN uv pip sync x
RUN uv tool install x
