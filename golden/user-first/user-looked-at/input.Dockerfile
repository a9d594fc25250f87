FROM debian:12
COPY src /app
RUN getent passwd > /users
RUN useradd -r svc && chown -R svc:svc /app
