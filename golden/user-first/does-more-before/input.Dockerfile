FROM debian:12
COPY src /app
RUN mkdir /data && useradd -r svc && chown -R svc:svc /app
