FROM composer:2
RUN composer install && composer clearcache
