FROM debian:12
COPY src /app
RUN useradd -r -u 1001 svc && chown -R svc:svc /app
