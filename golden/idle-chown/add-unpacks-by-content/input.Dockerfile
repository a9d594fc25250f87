FROM debian:12
ADD app.bin /opt/app/
RUN chown -R root:root /opt/app
