FROM debian:12
COPY scripts /opt/scripts
RUN chmod +x /opt/scripts/*.sh
