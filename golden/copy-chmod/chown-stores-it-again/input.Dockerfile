FROM php:8.2-cli
COPY . /srv/app
RUN chown -R $OWNER /srv/app && \
    chmod -R 755 /srv/app && \
    php build.php
