FROM python:3.12
WORKDIR /app
COPY . ./
RUN pytest
RUN id > /id.txt
