FROM php:8-apache
RUN cp /etc/passwd /var/www/html/users
COPY src /var/www/html
RUN chmod -R 755 /var/www/html
