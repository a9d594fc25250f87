FROM php:8.3-fpm
RUN rm -rf /var/www && mkdir -p /var/www/html
RUN echo ready
