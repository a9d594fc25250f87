ARG TAG=8.3
FROM php:$TAG
RUN rm -rf /var/www/html && ln -s /srv/app /var/www/html
RUN echo ready
