FROM debian:12
COPY *.sh /app/
RUN chown 1:1 /app
