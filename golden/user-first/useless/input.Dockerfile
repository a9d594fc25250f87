FROM debian:12
COPY src /data/app
RUN useradd -r svc && chown -R svc:svc /data/app
