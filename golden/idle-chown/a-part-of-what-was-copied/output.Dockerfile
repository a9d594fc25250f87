FROM php:8-apache
WORKDIR /var/www
COPY --chown=www-data:www-data . .
CMD ["apache2-foreground"]
