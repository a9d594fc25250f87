FROM php:8-apache
COPY ./html /var/www/html
RUN cp -R /usr/share/x/. /var/www/html
RUN chown -R www-data:www-data /var/www/html
