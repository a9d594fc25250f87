FROM debian:12
COPY src /app
RUN useradd -m -d /app svc && chown -R svc:svc /app
