FROM debian:12
COPY . /app
RUN chown -R www-data /app
