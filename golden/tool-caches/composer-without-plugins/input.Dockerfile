FROM composer:2
COPY . .
RUN composer install --no-plugins --no-scripts
