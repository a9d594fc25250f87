FROM debian:12
RUN php-fpm${PHP_VERSION}
RUN make two
