FROM debian:12
COPY entrypoint /home/app/entrypoint
USER 1000
RUN sed -i 's/\r$//g' /home/app/entrypoint
USER root
RUN chmod 755 /home/app/entrypoint
