FROM composer:2
RUN composer create-project x && composer clear-cache
RUN composer global x && composer clear-cache
RUN composer i x && composer clear-cache
RUN composer require x && composer clear-cache
RUN composer update x && composer clear-cache
