FROM composer:2
COPY . .
RUN composer install --no-dev && composer clear-cache
