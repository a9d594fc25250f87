FROM debian:12
RUN useradd -r -u 1001 svc
COPY src /app
RUN chown -R svc:svc /app
