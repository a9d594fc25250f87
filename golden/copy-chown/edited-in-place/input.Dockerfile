FROM debian:12
COPY entrypoint /entrypoint
RUN sed -i -e 's/\r$//g' /entrypoint
RUN chown www-data:www-data /entrypoint
