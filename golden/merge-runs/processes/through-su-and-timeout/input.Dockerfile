FROM debian:12
RUN su - www-data -c 'timeout 5 env A=b php-fpm8.2'
RUN make two
