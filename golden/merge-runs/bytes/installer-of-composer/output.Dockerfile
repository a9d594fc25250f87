FROM php:7.3-apache
RUN php -r "copy('https://getcomposer.org/installer', 'composer-setup.php');" && \
    php composer-setup.php --install-dir=. --filename=composer && \
    php -r "unlink('composer-setup.php');"
