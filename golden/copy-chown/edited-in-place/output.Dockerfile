FROM debian:12
COPY --chown=www-data:www-data entrypoint /entrypoint
RUN sed -i -e 's/\r$//g' /entrypoint
