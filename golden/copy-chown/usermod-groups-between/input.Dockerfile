FROM debian:12
RUN useradd -u 1500 app
COPY src /app
RUN usermod -a -G www-data app
RUN chown -R app:app /app
