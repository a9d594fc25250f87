FROM debian:12
RUN php -r "copy('https://getcomposer.org/installer', 'composer-setup.php');"
RUN id > /id.txt
