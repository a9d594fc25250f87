FROM debian:12
COPY src /app
USER root
RUN useradd -r svc && chown -R svc:svc /app
