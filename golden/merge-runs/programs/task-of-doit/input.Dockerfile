FROM python:3.12
WORKDIR /src
COPY . .
RUN doit setup
RUN id -G > /id.txt
