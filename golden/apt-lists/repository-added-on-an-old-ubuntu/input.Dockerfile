FROM ubuntu:16.04
RUN apt-add-repository -y ppa:ondrej/php
RUN apt-get update
