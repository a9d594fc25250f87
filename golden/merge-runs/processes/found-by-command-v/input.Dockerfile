FROM debian:12
RUN $(command -v php-fpm8.2)
RUN make two
