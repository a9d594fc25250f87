FROM debian:12
RUN script -qc "php-fpm8.2 -D" /dev/null
RUN make two
