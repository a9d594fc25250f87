FROM debian:12
RUN apt-get update

RUN useradd -r -u 900 svc

# The sources
COPY src /app

RUN chown -R svc:svc /app
