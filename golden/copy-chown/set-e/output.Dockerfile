FROM debian:12
COPY --chown=5:6 src /app
RUN set -e; chown 5:6 /app; echo x > /x
