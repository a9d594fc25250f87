FROM php:8-apache
WORKDIR /var/www
COPY --chown=www-data:www-data . .
RUN mkdir -p /var/www/storage/new
RUN chown -R www-data:www-data /var/www/storage
