FROM php:8-apache
COPY ./html /var/www/html
RUN mkdir /var/www/html/uploads
COPY ./more /var/www/html/themes/more
RUN chown -R www-data:www-data /var/www/html
