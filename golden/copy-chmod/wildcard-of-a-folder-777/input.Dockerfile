FROM debian:12
COPY scripts /opt/scripts
RUN chmod 777 /opt/scripts/*
