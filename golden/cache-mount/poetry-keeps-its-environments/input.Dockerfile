FROM python:3.12
RUN pip install poetry
COPY . .
RUN poetry install
