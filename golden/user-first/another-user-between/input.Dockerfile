FROM debian:12
COPY src /app
RUN useradd -r other
RUN useradd -r svc && chown -R svc:svc /app
