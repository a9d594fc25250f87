FROM php:8-apache
RUN cp /etc/passwd /var/www/html/users
COPY src /var/www/html
RUN chown -R www-data.www-data /var/www/html
