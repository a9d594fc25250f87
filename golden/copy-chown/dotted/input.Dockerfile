FROM php:8-apache
RUN make install
COPY src /var/www/html
RUN chown -R www-data.www-data /var/www/html
