FROM debian:12
COPY src /app
RUN groupadd -r svc && useradd -r -g svc svc && chown -R svc:svc /app
USER svc
