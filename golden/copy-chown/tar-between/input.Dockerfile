FROM debian:12
COPY src /app
RUN tar cf /x.tar /app
RUN chown -R 1:1 /app
