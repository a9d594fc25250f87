FROM php:8-apache
WORKDIR /var/www
COPY --chown=www-data:www-data . .
RUN chown -R www-data:www-data /var/www/storage
CMD ["apache2-foreground"]
