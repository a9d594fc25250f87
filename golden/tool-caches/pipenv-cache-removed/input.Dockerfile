FROM python:3.12-slim
RUN pipenv install --system --deploy && rm -rf /root/.cache
