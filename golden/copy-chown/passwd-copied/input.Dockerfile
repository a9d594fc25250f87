FROM debian:12
COPY src /app
COPY passwd /etc/passwd
RUN chown -R www-data:www-data /app
