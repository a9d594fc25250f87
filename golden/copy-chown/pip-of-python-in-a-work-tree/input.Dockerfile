FROM python:3.12-slim
WORKDIR /app
COPY src .
RUN python -m pip install flask ./lib
RUN chown -R nobody:nogroup /app
