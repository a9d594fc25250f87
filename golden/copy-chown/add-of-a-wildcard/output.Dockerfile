FROM debian:12
WORKDIR /app/conf
ADD --chown=www-data:www-data *.xml /app/conf/
RUN chown www-data:www-data /app/conf/
