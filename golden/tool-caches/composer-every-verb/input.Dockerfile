FROM composer:2
RUN composer create-project x
RUN composer global x
RUN composer i x
RUN composer require x
RUN composer update x
