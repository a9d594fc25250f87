FROM composer:2
WORKDIR /app
COPY composer.json ./
RUN composer install
EXPOSE 80
RUN php --ri openswoole
