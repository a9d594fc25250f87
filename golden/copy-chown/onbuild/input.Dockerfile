FROM debian:12
COPY src /app
ONBUILD RUN chown -R 5:6 /app
