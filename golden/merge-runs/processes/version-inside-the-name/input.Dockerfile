FROM debian:12
RUN /usr/sbin/php8.2-fpm
RUN make two
