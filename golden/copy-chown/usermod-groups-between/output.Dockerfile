FROM debian:12
RUN useradd -u 1500 app
COPY --chown=app:app src /app
RUN usermod -a -G www-data app
