FROM php:8.3
WORKDIR /src
COPY composer.json ./
RUN composer setup
RUN id > /id.txt
