FROM debian:12
COPY entrypoint /entrypoint
USER 1000
RUN sed -i 's/\r$//g' /entrypoint
USER root
RUN chown www-data:www-data /entrypoint
