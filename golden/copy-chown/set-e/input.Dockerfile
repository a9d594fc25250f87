FROM debian:12
COPY src /app
RUN set -e; chown -R 5:6 /app; echo x > /x
