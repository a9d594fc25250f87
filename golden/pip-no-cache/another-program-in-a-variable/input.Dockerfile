FROM python:3.12-slim
ENV TOOL=sometool
RUN $TOOL install x && $TOOL pip install y
