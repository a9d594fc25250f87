php-fpm8.2
