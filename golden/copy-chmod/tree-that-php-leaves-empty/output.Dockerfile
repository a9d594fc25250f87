FROM php:8-apache
COPY --chmod=755 src /var/www/html
RUN chmod 755 /var/www/html
