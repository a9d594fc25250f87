FROM php:8-fpm
WORKDIR /var/www
COPY --chown=www-data:www-data . .
CMD ["php-fpm"]
