FROM debian:12
COPY target/app.jar /app/
RUN chown -R 1:1 /app
