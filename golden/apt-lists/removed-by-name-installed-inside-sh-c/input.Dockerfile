FROM debian:12
RUN apt-get update && sh -c 'apt-get install -y curl; true'
COPY app /app
RUN apt-get remove -y curl
