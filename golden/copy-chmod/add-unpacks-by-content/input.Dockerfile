FROM debian:12
ADD model /opt/app/
RUN chmod 755 /opt/app/model
