FROM debian:12
RUN apt-get update
COPY srv /srv
RUN apt-get install -y curl
