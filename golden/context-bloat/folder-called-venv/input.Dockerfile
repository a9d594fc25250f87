FROM python:3.12
WORKDIR /srv
COPY . .
