FROM ubuntu:22.04
ENV LANG=de_DE.UTF-8
RUN apt-get install -y language-pack-de curl
RUN id > /x
