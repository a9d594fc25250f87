FROM debian:12
WORKDIR /srv
COPY src /app
RUN touch /tmp/x && find /tmp /app -exec touch /app/new {} +
RUN chown -R 1:1 /app
