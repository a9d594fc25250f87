FROM python:3.12
WORKDIR /src
COPY . .
RUN pip install --no-cache-dir . && mk setup
RUN id -G > /id.txt
