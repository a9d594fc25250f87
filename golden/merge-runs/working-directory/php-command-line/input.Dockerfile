FROM php:8.3
RUN pecl install redis && rm -rf /tmp/pear
RUN docker-php-ext-enable redis
