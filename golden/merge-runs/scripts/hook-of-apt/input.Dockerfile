FROM debian:12
COPY 99hook /etc/apt/apt.conf.d/
RUN apt-get update
RUN id > /id.txt
