FROM debian:12
RUN usermod -u 1234 www-data && mkdir -p /var/www && chown -R www-data /var/www
