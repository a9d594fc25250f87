FROM composer:2
RUN COMPOSER=composer-prod.json composer install
