FROM php:8-apache
WORKDIR /var/www/html
COPY --chmod=777 . .
RUN npm ci && find /var/www/html ! -type l ! -perm 777 -exec chmod 777 {} +
