FROM debian:12
RUN spawn-fcgi -p 9000 /usr/bin/php-cgi
RUN curl -f localhost:9000
