FROM debian:12
COPY src /app
RUN apt-get update && apt-get install -y redis
RUN useradd -r svc && chown -R svc:svc /app
