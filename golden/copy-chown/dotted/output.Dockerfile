FROM php:8-apache
RUN cp /etc/passwd /var/www/html/users
COPY --chown=www-data:www-data src /var/www/html
RUN find /var/www/html \( ! -user www-data -o ! -group www-data \) -exec chown -h www-data:www-data {} +
