FROM debian:12
COPY run.sh /opt/run.sh
RUN getent group app || chmod 755 /opt/run.sh && ldconfig
