FROM debian:12
RUN php-fpm8.2 -t && php-fpm8.2
RUN make two
