FROM php:8-cli
WORKDIR /app
COPY . .
RUN composer install --no-dev --no-interaction && chown -R www-data:www-data /app
