FROM debian:12
RUN usermod -u 1234 www-data && chown -R www-data:www-data /var/www
