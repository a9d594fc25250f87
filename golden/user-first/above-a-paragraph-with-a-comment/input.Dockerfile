FROM debian:12
RUN apt-get update

# The sources
COPY src /app

RUN useradd -r -u 900 svc && chown -R svc:svc /app
