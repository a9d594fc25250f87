FROM debian:12
COPY src /app
RUN chown -R 1:1 /app/lib
RUN chown -R 2:2 /app
