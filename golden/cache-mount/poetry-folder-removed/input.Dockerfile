FROM python:3.12
RUN poetry install && rm -rf /root/.cache/pypoetry
