FROM debian:12
RUN chroot /mnt /usr/sbin/php-fpm8.2
RUN make two
