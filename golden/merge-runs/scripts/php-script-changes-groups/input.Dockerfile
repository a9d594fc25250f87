FROM php:8.3
WORKDIR /src
COPY up.php ./
RUN php up.php
RUN id > /id.txt
