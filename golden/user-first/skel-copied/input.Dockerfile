FROM debian:12
COPY src /app
COPY src /etc/skel
RUN useradd -r svc && chown -R svc:svc /app
