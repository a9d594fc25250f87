FROM debian:12
COPY src /app
RUN own() { chown -R 5:6 /app; }; own
