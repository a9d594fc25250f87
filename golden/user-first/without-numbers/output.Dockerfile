FROM debian:12
RUN useradd -r svc
COPY src /app
RUN chown -R svc:svc /app
