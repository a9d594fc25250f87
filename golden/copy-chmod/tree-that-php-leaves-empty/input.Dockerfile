FROM php:8-apache
COPY src /var/www/html
RUN chmod -R 755 /var/www/html
