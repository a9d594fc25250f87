FROM php:8-fpm
WORKDIR /var/www
COPY --chown=www-data:www-data . .
RUN chown -R www-data:www-data /var/www/storage
CMD ["php-fpm"]
