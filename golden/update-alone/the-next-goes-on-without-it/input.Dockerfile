FROM debian:12
RUN apt-get update
RUN apt update; apt-get install -y a
