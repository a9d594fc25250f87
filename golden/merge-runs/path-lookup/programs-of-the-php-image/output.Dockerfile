FROM php:7.2
RUN pecl install xdebug-2.6.0 && \
    docker-php-ext-enable xdebug && \
    pecl install redis-4.0.1 && \
    docker-php-ext-enable redis
