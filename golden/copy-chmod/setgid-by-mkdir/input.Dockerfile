FROM debian:12
RUN mkdir -p -m 2755 /opt/app
COPY src /opt/app
RUN chmod -R 750 /opt/app
