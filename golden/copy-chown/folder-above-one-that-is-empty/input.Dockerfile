FROM php:8-apache
COPY ./html /var/www/html
RUN frob
RUN chown -R www-data:www-data /var/www
