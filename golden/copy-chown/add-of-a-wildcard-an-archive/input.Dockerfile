FROM debian:12
WORKDIR /app/conf
ADD *.xml /app/conf/
RUN chown -R www-data:www-data /app/conf/
