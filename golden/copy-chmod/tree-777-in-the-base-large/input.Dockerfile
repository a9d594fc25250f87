FROM php:8-apache
WORKDIR /var/www/html
COPY . .
RUN npm ci && chmod -R 777 /var/www/html
