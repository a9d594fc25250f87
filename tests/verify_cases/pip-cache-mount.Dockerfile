FROM python:stand-in
RUN --mount=type=cache,target=/root/.cache/pip pip install large
# expect: nothing
