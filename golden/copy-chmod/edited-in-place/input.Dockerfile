FROM debian:12
COPY entrypoint /entrypoint
RUN sed -i 's/\r$//g' /entrypoint
RUN chmod 755 /entrypoint
