FROM php:8-cli
WORKDIR /app
COPY --chown=www-data:www-data . .
RUN composer install --no-dev --no-interaction && chown www-data:www-data /app && chown -R www-data:www-data /app/vendor
