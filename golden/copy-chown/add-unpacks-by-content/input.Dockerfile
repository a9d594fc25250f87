FROM debian:12
ADD model /opt/app/
RUN chown -R 1000:1000 /opt/app
