FROM debian:12
COPY src /app
RUN chown -R 1:1 /app; mkdir /x
