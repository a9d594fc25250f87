FROM php:8-apache
RUN cp /etc/passwd /var/www/html/users
COPY --chmod=755 src /var/www/html
RUN find /var/www/html ! -type l ! -perm 755 -exec chmod 755 {} +
