FROM debian:12
COPY entrypoint /entrypoint
RUN sed 's/a/b/' /entrypoint > /b && mv /b /entrypoint
RUN chmod 755 /entrypoint
