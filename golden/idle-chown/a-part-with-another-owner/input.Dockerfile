FROM php:8-apache
WORKDIR /var/www
COPY --chown=www-data:www-data . .
RUN chown -R root:www-data /var/www/storage
