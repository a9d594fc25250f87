FROM python:3.12-slim
RUN pip install flask
RUN ["mv", "/root/.cache", "/wheels"]
