FROM python:3.12-slim
RUN pip install flask
COPY app /app
RUN mv /root/.cache /wheels && echo done
