FROM php:8-apache
COPY --chown=www-data:www-data ./html /var/www/html
RUN mkdir /var/www/html/uploads
COPY --chown=www-data:www-data ./more /var/www/html/themes/more
RUN chown www-data:www-data /var/www/html /var/www/html/uploads
