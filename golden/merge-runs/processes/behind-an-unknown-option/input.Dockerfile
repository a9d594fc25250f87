FROM debian:12
RUN timeout --never 5 php-fpm8.2
RUN make two
