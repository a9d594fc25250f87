FROM python:3.12-slim
COPY src /tmp
RUN pip install flask
RUN chown -R nobody:nogroup /tmp
