FROM debian:12
RUN mkdir -p /app/tmp
COPY src /app
RUN rm -rf /app/tmp
RUN chown -R 1:1 /app
